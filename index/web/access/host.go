package access

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ownHost refuses requests to the loopback address under a foreign name: a page
// of elsewhere can have its own name resolved to this machine (DNS rebinding)
// and would then count as of the same origin.
func ownHost(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if local(r) && !isOwn(hosts, r.Host) {
			http.Error(w, "此地址只供本机使用，如经代理访问请设置 server.hosts。 unknown host, see server.hosts", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// local reports whether the request has come in at a loopback address.
func local(r *http.Request) bool {
	address, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && address.IP.IsLoopback()
}

func isOwn(hosts []string, host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true
	}
	return host == "localhost" || slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, host) })
}
