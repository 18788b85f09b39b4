package daemon

import (
	"net/url"
	"path/filepath"
	"slices"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/index/web/access"
)

// sessionKey is the file in the data folder that holds the key of sessions.
const sessionKey = "session.key"

// guard says who may ask, of a server that listens at a host.
func (d *Daemon) guard(host string) (access.Options, error) {
	s := d.settings.Server
	token, err := access.Secret(filepath.Join(d.settings.DataDir, api.TokenFile))
	if err != nil {
		return access.Options{}, err
	}
	key, err := access.Secret(filepath.Join(d.settings.DataDir, sessionKey))
	if err != nil {
		return access.Options{}, err
	}
	if s.Exposed() {
		d.log.Warn("everyone on the network can use the page: server.listen is not a loopback address and server.login is none", "listen", s.Listen)
	}
	return access.Options{
		Hosts: ownHosts(s, host), Origin: s.PublicURL,
		Login: access.Login(s.Login), Password: s.Password, Key: key, Token: token,
		Header: s.ProxyHeader, Proxies: s.Proxies(), Log: d.log,
	}, nil
}

// ownHosts are the names under which the server is asked.
func ownHosts(s configs.Server, host string) []string {
	hosts := append(slices.Clone(s.Hosts), host)
	if public, err := url.Parse(s.PublicURL); err == nil && public.Hostname() != "" {
		hosts = append(hosts, public.Hostname())
	}
	return hosts
}
