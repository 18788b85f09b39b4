package access

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a password may be tried: in a row, and how long until once more.
const (
	triesOfOne, pauseOfOne = 10, 10 * time.Second
	triesOfAll, pauseOfAll = 100, time.Second
	maxAddresses           = 1024
)

// limit bounds how often passwords are tried, by each address and by all.
type limit struct {
	mu  sync.Mutex
	one map[netip.Prefix]*rate.Limiter
	all *rate.Limiter
}

func newLimit() *limit {
	return &limit{one: map[netip.Prefix]*rate.Limiter{}, all: rate.NewLimiter(rate.Every(pauseOfAll), triesOfAll)}
}

// allow counts a try and reports whether it may be made. An address that has
// used up its own tries takes none of those of all.
func (l *limit) allow(address netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	network := networkOf(address)
	one, ok := l.one[network]
	if !ok {
		if l.forget(now); len(l.one) >= maxAddresses {
			return false
		}
		one = rate.NewLimiter(rate.Every(pauseOfOne), triesOfOne)
		l.one[network] = one
	}
	return one.AllowN(now, 1) && l.all.AllowN(now, 1)
}

// forget drops the addresses that have not tried for long, once there are many.
func (l *limit) forget(now time.Time) {
	if len(l.one) < maxAddresses {
		return
	}
	for network, one := range l.one {
		if one.TokensAt(now) >= triesOfOne {
			delete(l.one, network)
		}
	}
}

// succeeded clears an address: people of one office often share it.
func (l *limit) succeeded(address netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.one, networkOf(address))
}

// networkOf is what counts as one address: of IPv6, the network that a single
// subscriber has for himself.
func networkOf(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	network, err := address.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address: those count together
	}
	return network
}
