package access

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// peer is the address at the other end of the connection; the zero address
// where there is none.
func peer(r *http.Request) netip.Addr {
	address, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return address.Addr().Unmap().WithZone("")
}

// trusted reports whether an address is a proxy's whose headers are believed.
func (a *Access) trusted(address netip.Addr) bool {
	return slices.ContainsFunc(a.options.Proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}

// client is the address that asks: the last one that no trusted proxy stands
// behind. What a client has itself put into X-Forwarded-For stands before that.
func (a *Access) client(r *http.Request) netip.Addr {
	address := peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !a.trusted(address) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		address = before.Unmap().WithZone("")
	}
	return address
}

// encrypted reports whether the browser has asked by TLS.
func (a *Access) encrypted(r *http.Request) bool {
	return r.TLS != nil || a.trusted(peer(r)) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}
