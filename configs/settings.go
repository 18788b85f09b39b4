package configs

import (
	"net"
	"time"
)

// Settings is every setting. default.yaml says what each means and what it is
// by default; the tags say what a value must be: oneof lists the words, min the
// smallest number, and a secret is never printed.
type Settings struct {
	DataDir     string      `yaml:"data_dir"`
	Folders     []Folder    `yaml:"folders"`
	Watch       Watch       `yaml:"watch"`
	Queue       Queue       `yaml:"queue"`
	Workers     int         `yaml:"workers" min:"0"`
	OCR         OCR         `yaml:"ocr"`
	PDF         PDF         `yaml:"pdf"`
	Limits      Limits      `yaml:"limits"`
	Server      Server      `yaml:"server"`
	Meilisearch Meilisearch `yaml:"meilisearch"`
	Retention   Retention   `yaml:"retention"`
	Webhook     Webhook     `yaml:"webhook"`
	Log         Log         `yaml:"log"`
}

// Folder is one watched folder. In a list it may be written as its path alone.
type Folder struct {
	Path    string   `yaml:"path"`
	Mode    string   `yaml:"mode" oneof:"consume keep"`
	Archive string   `yaml:"archive"`
	Failed  string   `yaml:"failed"`
	Poll    string   `yaml:"poll" oneof:"auto always never"`
	Ignore  []string `yaml:"ignore"`
}

// Watch is how changes in the folders are noticed.
type Watch struct {
	Settle       time.Duration `yaml:"settle" min:"1ms"`
	Rescan       time.Duration `yaml:"rescan" min:"1s"`
	PollInterval time.Duration `yaml:"poll_interval" min:"100ms"`
	Ignore       []string      `yaml:"ignore"`
}

// Queue is where jobs wait and how they are tried again.
type Queue struct {
	URL         string        `yaml:"url"`
	Name        string        `yaml:"name"`
	Credentials string        `yaml:"credentials"`
	Replicas    int           `yaml:"replicas" min:"1"`
	MaxTries    int           `yaml:"max_tries" min:"1"`
	Backoff     time.Duration `yaml:"backoff" min:"1ms"`
	BackoffMax  time.Duration `yaml:"backoff_max" min:"1ms"`
}

// OCR is how the pages of PDFs and pictures are read.
type OCR struct {
	Workers        int    `yaml:"workers" min:"0"`
	Memory         Size   `yaml:"memory" min:"512MiB"`
	PagesPerWorker int    `yaml:"pages_per_worker" min:"1"`
	Tessdata       string `yaml:"tessdata"`
}

// PDF is what opens PDFs.
type PDF struct {
	Passwords []string `yaml:"passwords" secret:"true"`
}

// Limits bound what one file may cost.
type Limits struct {
	FileBytes Size          `yaml:"file_bytes" min:"1KiB"`
	TextBytes Size          `yaml:"text_bytes" min:"1KiB"`
	Pages     int           `yaml:"pages" min:"1"`
	Pixels    int           `yaml:"pixels" min:"1000000"`
	PageTime  time.Duration `yaml:"page_time" min:"1s"`
	ReadTime  time.Duration `yaml:"read_time" min:"1s"`
	FreeDisk  Size          `yaml:"free_disk" min:"1B"`
	Queue     int           `yaml:"queue" min:"1"`
}

// Server is the search page and the API.
type Server struct {
	Listen          string        `yaml:"listen"`
	Hosts           []string      `yaml:"hosts"`
	PublicURL       string        `yaml:"public_url"`
	Login           string        `yaml:"login" oneof:"none password proxy"`
	Password        string        `yaml:"password" secret:"true"`
	PasswordFile    string        `yaml:"password_file"`
	ProxyHeader     string        `yaml:"proxy_header"`
	TrustedProxies  []string      `yaml:"trusted_proxies"`
	ReadOnly        bool          `yaml:"read_only"`
	ShutdownTimeout time.Duration `yaml:"shutdown_timeout" min:"1s"`
}

// URL is where the server is reached from its own machine.
func (s Server) URL() string {
	host, port, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return "http://" + s.Listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Meilisearch is the search server: one that runs already, or one of our own.
type Meilisearch struct {
	URL            string `yaml:"url"`
	Key            string `yaml:"key" secret:"true"`
	KeyFile        string `yaml:"key_file"`
	IndexPrefix    string `yaml:"index_prefix"`
	Binary         string `yaml:"binary"`
	Listen         string `yaml:"listen"`
	IndexingMemory Size   `yaml:"indexing_memory" min:"64MiB"`
	Dashboard      bool   `yaml:"dashboard"`
}

// Retention is how long originals are kept.
type Retention struct {
	OriginalsYears int  `yaml:"originals_years" min:"0"`
	Apply          bool `yaml:"apply"`
	Archive        bool `yaml:"archive"`
}

// Webhook is who is told what has become of files.
type Webhook struct {
	URL          string   `yaml:"url" secret:"true"`
	Events       []string `yaml:"events"`
	Secret       string   `yaml:"secret" secret:"true"`
	SecretFile   string   `yaml:"secret_file"`
	AllowPrivate bool     `yaml:"allow_private"`
}

// Log is what is logged and how.
type Log struct {
	Level  string `yaml:"level" oneof:"debug info warn error"`
	Format string `yaml:"format" oneof:"text json"`
}
