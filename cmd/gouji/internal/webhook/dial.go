package webhook

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// ErrPrivate says that an address is not one of the public internet.
var ErrPrivate = errors.New("the address is not public; webhook.allow_private would allow it")

// notPublic are the networks, besides those that netip knows, behind which
// something of our own may be: shared address space (where some clouds keep
// their metadata), protocol assignments, benchmarks, and the forms of IPv6
// that hold an IPv4 address.
const notPublic = "0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 198.18.0.0/15 240.0.0.0/4 ::/96 64:ff9b::/96 64:ff9b:1::/48 2001::/32 2002::/16 fec0::/10"

// public refuses addresses that are not of the public internet.
func public(a netip.Addr) error {
	a = a.Unmap().WithZone("")
	refused := !a.IsGlobalUnicast() || a.IsPrivate()
	for _, network := range networks(notPublic) {
		refused = refused || network.Contains(a)
	}
	if refused {
		return fmt.Errorf("%s: %w", a, ErrPrivate)
	}
	return nil
}

// client sends to public addresses only, unless all are allowed. The address is
// looked at when it is dialled: a name may resolve to another one each time. It
// follows no redirect and uses no proxy, which would both lead around that.
func client(allowPrivate bool) *http.Client {
	dialer := &net.Dialer{Timeout: timeout}
	if !allowPrivate {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			a, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			return public(a.Addr())
		}
	}
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: timeout, ForceAttemptHTTP2: true,
			MaxIdleConns: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
