package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// addressOf is where a request came from. What a proxy says about it counts
// only when the proxy is one of the configured ones (S15): going from the
// nearest hop outwards, the first address that is not a known proxy.
func (s *Server) addressOf(r *http.Request) string {
	near, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := near.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !s.isProxy(address) {
			break
		}
		further, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		address = further.Unmap()
	}
	return address.String()
}

func (s *Server) isProxy(address netip.Addr) bool {
	return slices.ContainsFunc(s.options.ForwardedFrom, func(known string) bool {
		if network, err := netip.ParsePrefix(known); err == nil {
			return network.Contains(address)
		}
		one, err := netip.ParseAddr(known)
		return err == nil && one.Unmap() == address
	})
}
