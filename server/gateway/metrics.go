package gateway

import (
	"strconv"

	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"croupier/server/wire"
)

// Metrics counts what the gateway does. It is a prometheus.Collector.
type Metrics struct {
	conns     prometheus.Gauge
	refused   *prometheus.CounterVec // by why
	closes    *prometheus.CounterVec // by code
	errors    *prometheus.CounterVec // by code
	framesIn  prometheus.Counter
	framesOut prometheus.Counter
	bytesIn   prometheus.Counter
	bytesOut  prometheus.Counter
	writes    prometheus.Counter
	panics    prometheus.Counter
}

func newMetrics() *Metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "croupier", Subsystem: "gateway", Name: name, Help: help})
	}
	by := func(label, name, help string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "croupier", Subsystem: "gateway", Name: name, Help: help}, []string{label})
	}
	return &Metrics{
		conns: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "croupier", Subsystem: "gateway",
			Name: "connections", Help: "WebSocket connections open now."}),
		refused:   by("why", "refused_total", "Handshakes refused before the upgrade."),
		closes:    by("code", "closes_total", "Connections closed; 4001 are those cut for a full queue."),
		errors:    by("code", "errors_total", "Error messages sent."),
		framesIn:  counter("frames_in_total", "Messages received."),
		framesOut: counter("frames_out_total", "Messages written."),
		bytesIn:   counter("bytes_in_total", "Bytes read from sockets."),
		bytesOut:  counter("bytes_out_total", "Bytes of messages written to sockets."),
		writes:    counter("writes_total", "Writes to sockets; frames_out_total over it is how well frames share writes."),
		panics:    counter("panics_total", "Faults while reading a connection, each closed with 1011."),
	}
}

// closed counts a connection's end. Codes that only a client's whim could send
// share one label, so that nobody can fill the registry.
func (m *Metrics) closed(code websocket.StatusCode) {
	label := "other"
	if code >= wire.CloseGoingAway && code <= wire.CloseHelloTimeout || code >= 1000 && code <= 1011 {
		label = strconv.Itoa(int(code))
	}
	m.closes.WithLabelValues(label).Inc()
}

func (m *Metrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.conns, m.refused, m.closes, m.errors,
		m.framesIn, m.framesOut, m.bytesIn, m.bytesOut, m.writes, m.panics}
}

// Describe is prometheus.Collector's.
func (m *Metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, c := range m.all() {
		c.Describe(ch)
	}
}

// Collect is prometheus.Collector's.
func (m *Metrics) Collect(ch chan<- prometheus.Metric) {
	for _, c := range m.all() {
		c.Collect(ch)
	}
}
