package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/gouji/gouji/index/meili"
)

const patience = 5 * time.Second

// daemon looks whether gouji serves, or could.
func (d *Doctor) daemon(ctx context.Context) Result {
	listen, url := d.Settings.Server.Listen, d.Settings.Server.URL()
	_, err := get(ctx, url+"/readyz", "")
	if err == nil {
		return Result{Good, "服务 daemon: 正在运行 serving at " + url, ""}
	}
	if answer, ok := errors.AsType[*refusal](err); ok && answer.reason != "" {
		return Result{Broken, "服务 daemon: 运行中，但不能处理文件 serving at " + url + ", but not ready: " + answer.reason, "详见 see: gouji status"}
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return Result{Broken, fmt.Sprintf("服务地址 server.listen %s: %v", listen, err),
			"请释放该端口或修改 server.listen free the port, or change server.listen"}
	}
	l.Close()
	return Result{Notice, "服务 daemon: 没有运行 not running (" + listen + ")", "启动 start it: gouji serve"}
}

// Serving returns nil if a gouji answers at the URL that needs no restart. It
// need not be ready to take files.
func Serving(ctx context.Context, url string) error {
	_, err := get(ctx, url+"/healthz", "")
	return err
}

// search looks for the search server: the one that is named, or the program
// that gouji would start.
func (d *Doctor) search(ctx context.Context) Result {
	m := d.Settings.Meilisearch
	if m.URL == "" {
		return managed(ctx, m.Binary)
	}
	what := "搜索服务 search server " + m.URL
	version, err := SearchVersion(ctx, m.URL, m.Key)
	if errors.Is(err, errNoSearch) {
		return Result{Broken, what + ": 不是 Meilisearch this is not a Meilisearch", "请检查 meilisearch.url check the address"}
	}
	if err != nil {
		return Result{Broken, what + ": " + err.Error(),
			"请检查 meilisearch.url 与 meilisearch.key check the address and the key"}
	}
	return Result{Good, what + ": Meilisearch " + version, ""}
}

// errNoSearch is returned where something else answers.
var errNoSearch = errors.New("this is not a Meilisearch")

// SearchVersion asks a running Meilisearch for its version, such as 1.21.0.
func SearchVersion(ctx context.Context, url, key string) (string, error) {
	body, err := get(ctx, strings.TrimRight(url, "/")+"/version", key)
	if err != nil {
		return "", err
	}
	var version struct {
		PkgVersion string `json:"pkgVersion"`
	}
	if err := json.Unmarshal(body, &version); err != nil || version.PkgVersion == "" {
		return "", errNoSearch
	}
	return version.PkgVersion, nil
}

func managed(ctx context.Context, binary string) Result {
	path, err := meili.FindBinary(binary)
	if err != nil {
		return Result{Broken, "搜索服务 search server: 找不到 cannot find meilisearch " + binary,
			"运行 make run 安装，或设置 meilisearch.binary 或 meilisearch.url run make run, or set meilisearch.binary or meilisearch.url"}
	}
	version, err := meili.Version(ctx, path)
	if err != nil {
		return Result{Broken, fmt.Sprintf("搜索服务 search server: %v", err), "请重新安装 install it again: rm " + path + " && make run"}
	}
	return Result{Good, fmt.Sprintf("搜索服务 search server: Meilisearch %s (%s)", version, path), ""}
}

func (d *Doctor) queue(ctx context.Context) Result {
	what := "消息队列 queue "
	u, err := url.Parse(d.Settings.Queue.URL)
	if err != nil {
		return Result{Broken, what + err.Error(), "请检查 queue.url check queue.url"}
	}
	what += u.Redacted()
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), "4222")
	}
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return Result{Broken, what + ": " + err.Error(), "请检查 queue.url 与 NATS 服务 check queue.url and the NATS server"}
	}
	conn.Close()
	return Result{Good, what, ""}
}
