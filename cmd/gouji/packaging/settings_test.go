package packaging

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/gouji/gouji/configs"
)

func compose(t *testing.T, file string) *types.Project {
	t.Helper()
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir: root, ConfigFiles: types.ToConfigFiles([]string{filepath.Join(root, file)}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestComposeFiles(t *testing.T) {
	for _, file := range []string{"compose.yaml", "compose.all-in-one.yaml"} {
		t.Run(file, func(t *testing.T) {
			project := compose(t, file)
			gouji := project.Services["gouji"]
			if len(gouji.Ports) != 1 || gouji.Ports[0].HostIP != "127.0.0.1" {
				t.Errorf("ports %v, want the loopback address only", gouji.Ports)
			}
			mounted := map[string]bool{}
			for _, v := range gouji.Volumes {
				mounted[v.Target] = true
			}
			for _, folder := range []string{"/data", "/inbox", "/archive", "/failed"} {
				if !mounted[folder] {
					t.Errorf("nothing is mounted at %s", folder)
				}
			}
			if !gouji.ReadOnly || gouji.Restart != types.RestartPolicyUnlessStopped || gouji.MemLimit == 0 {
				t.Errorf("read-only %v, restart %q, memory %d", gouji.ReadOnly, gouji.Restart, gouji.MemLimit)
			}
			l, err := configs.Load(configs.Input{Env: settingsOf(t, gouji)})
			if err != nil {
				t.Fatal(err)
			}
			// A managed search server is given ten seconds more.
			if grace := time.Duration(*gouji.StopGracePeriod); grace < l.Server.ShutdownTimeout+15*time.Second {
				t.Errorf("killed after %s, though it may take %s to stop", grace, l.Server.ShutdownTimeout)
			}
		})
	}
}

// settingsOf are the variables of gouji in a service. The file with the key is
// one of ours.
func settingsOf(t *testing.T, s types.ServiceConfig) []string {
	t.Helper()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(strings.Repeat("k", 64)), 0o600); err != nil {
		t.Fatal(err)
	}
	var env []string
	for name, value := range s.Environment {
		if strings.HasSuffix(name, "_KEY_FILE") {
			value = &key
		}
		if strings.HasPrefix(name, "GOUJI_") {
			env = append(env, name+"="+*value)
		}
	}
	return env
}

func TestComposeStartsMeilisearchFirst(t *testing.T) {
	project := compose(t, "compose.yaml")
	gouji, search := project.Services["gouji"], project.Services["meilisearch"]
	if c := gouji.DependsOn["meilisearch"].Condition; c != types.ServiceConditionHealthy {
		t.Errorf("gouji waits for %q", c)
	}
	if c := search.DependsOn["key"].Condition; c != types.ServiceConditionCompletedSuccessfully {
		t.Errorf("meilisearch waits for %q", c)
	}
	if search.HealthCheck == nil || len(search.Ports) > 0 {
		t.Errorf("health check %v, ports %v", search.HealthCheck, search.Ports)
	}
	// The version is the one that the tests run against.
	pinned := regexp.MustCompile(`meilisearch-linux-amd64@\S+-(\d+\.\d+\.\d+)`)
	script, err := os.ReadFile(filepath.Join(root, "scripts/install-meilisearch.sh"))
	if err != nil {
		t.Fatal(err)
	}
	want := "getmeili/meilisearch:v" + string(pinned.FindSubmatch(script)[1])
	for _, name := range []string{"meilisearch", "key"} {
		if image := project.Services[name].Image; image != want {
			t.Errorf("%s is %s, the tests run against %s", name, image, want)
		}
	}
}

func TestSettingsOfTheImage(t *testing.T) {
	dockerfile, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	env := regexp.MustCompile(`GOUJI_[A-Z_]+=\S+`).FindAllString(string(dockerfile), -1)
	l, err := configs.Load(configs.Input{Env: env})
	if err != nil || l.DataDir != "/data" || l.Folders[0].Path != "/inbox" || l.Folders[0].Archive != "/archive" || l.Folders[0].Failed != "/failed" {
		t.Errorf("%v from %v", err, env)
	}
	for _, from := range regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(string(dockerfile), -1) {
		if !regexp.MustCompile(`:\d+\.\d+`).MatchString(from[1]) {
			t.Errorf("%s is not pinned", from[1])
		}
	}
}

func TestSettingsOfThePackage(t *testing.T) {
	l, err := configs.Load(configs.Input{File: filepath.Join(root, "packaging/deb/gouji.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	if l.DataDir != "/var/lib/gouji" || l.Folders[0].Path != "/srv/gouji/inbox" || l.Server.Listen != "127.0.0.1:8080" {
		t.Errorf("%s, %v, %s", l.DataDir, l.Folders, l.Server.Listen)
	}
	unit, err := os.ReadFile(filepath.Join(root, "packaging/deb/gouji.service"))
	if err != nil {
		t.Fatal(err)
	}
	stop, err := time.ParseDuration(regexp.MustCompile(`TimeoutStopSec=(\S+)`).FindStringSubmatch(string(unit))[1])
	if err != nil || stop < l.Server.ShutdownTimeout+15*time.Second {
		t.Errorf("killed after %s, though it may take %s to stop, %v", stop, l.Server.ShutdownTimeout, err)
	}
}
