package configs

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The values of server.login.
const (
	LoginNone     = "none"
	LoginPassword = "password"
	LoginProxy    = "proxy"
)

// minPassword is how many characters a password must have at least.
const minPassword = 8

// headerName is what may stand in the name of a header.
var headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,63}$`)

// access checks who may use the page. A setting that looks like protection but
// protects nothing is refused.
func (l *Loaded) access(refuse refusal) {
	s := &l.Server
	switch {
	case s.Login == LoginPassword && utf8.RuneCountInString(s.Password) < minPassword:
		refuse("server.password", "", fmt.Sprintf("must have at least %d characters with server.login: password", minPassword))
	case s.Login == LoginNone && s.Password != "":
		refuse("server.login", s.Login, "asks nobody for server.password; write server.login: password")
	case s.Login == LoginProxy && len(s.TrustedProxies) == 0:
		refuse("server.trusted_proxies", "", "must name the proxy with server.login: proxy")
	}
	if !headerName.MatchString(s.ProxyHeader) {
		refuse("server.proxy_header", s.ProxyHeader, "is not the name of a header like X-Remote-User")
	}
	for i, text := range s.TrustedProxies {
		key := fmt.Sprintf("server.trusted_proxies[%d]", i)
		switch network, err := parseNetwork(text); {
		case err != nil:
			refuse(key, text, "is not an address or a network like 127.0.0.1 or 10.0.0.0/24")
		case network.Bits() == 0:
			refuse(key, text, "would believe everyone")
		}
	}
	if s.PublicURL = strings.TrimSuffix(s.PublicURL, "/"); s.PublicURL != "" && !isOrigin(s.PublicURL) {
		refuse("server.public_url", s.PublicURL, "is not an address like https://gouji.example.cn, with no path behind the host")
	}
}

// isOrigin reports whether an address is nothing but a scheme and a host.
func isOrigin(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && address == u.Scheme+"://"+u.Host
}

// parseNetwork reads a network, or an address as the network of itself alone.
func parseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		address = address.Unmap()
		return address.Prefix(address.BitLen())
	}
	network, err := netip.ParsePrefix(text)
	return network.Masked(), err
}

// Proxies returns the networks of the trusted proxies.
func (s Server) Proxies() []netip.Prefix {
	var networks []netip.Prefix
	for _, text := range s.TrustedProxies {
		if network, err := parseNetwork(text); err == nil { // they were checked when they were loaded
			networks = append(networks, network)
		}
	}
	return networks
}

// Exposed reports whether everyone on the network can use the page.
func (s Server) Exposed() bool {
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil || s.Login != LoginNone {
		return false
	}
	address, err := netip.ParseAddr(host)
	return host != "localhost" && (err != nil || !address.Unmap().IsLoopback())
}
