package journal

import "github.com/prometheus/client_golang/prometheus"

// Metrics count what the journal does. Register them where the metrics are shown.
type Metrics struct {
	Queue     prometheus.Gauge     // entries submitted and not answered
	Entries   prometheus.Counter   // answered
	Batch     prometheus.Histogram // entries per committed batch
	Commit    prometheus.Histogram // seconds from BEGIN to the answer of COMMIT
	Skips     prometheus.Counter   // entries put off because somebody held an account
	Waits     prometheus.Counter   // batches that waited for an account in vain
	Retries   prometheus.Counter   // batches run again
	Unknowns  prometheus.Counter   // COMMITs without an answer
	Failed    prometheus.Counter   // entries that alone broke their batch
	Stale     prometheus.Counter   // entries of a term that was over
	Refused   prometheus.Counter   // entries that the ledger denied
	Repeated  prometheus.Counter   // ids that had an answer
	Aside     prometheus.Counter   // batches run beside the writers
	Down      prometheus.Gauge     // writers that cannot reach the database
	LinesLeft prometheus.Gauge     // ids of lines that had a partition when more were made last
}

func newMetrics() *Metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "croupier", Subsystem: "journal", Name: name, Help: help})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "croupier", Subsystem: "journal", Name: name, Help: help})
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "croupier", Subsystem: "journal", Name: name, Help: help, Buckets: buckets})
	}
	return &Metrics{
		Queue:     gauge("queue_entries", "Entries submitted and not answered."),
		Entries:   counter("entries_total", "Entries answered."),
		Batch:     histogram("batch_entries", "Entries per committed batch.", prometheus.ExponentialBuckets(1, 2, 11)),
		Commit:    histogram("commit_seconds", "From BEGIN to the answer of COMMIT.", prometheus.ExponentialBuckets(0.0005, 2, 14)),
		Skips:     counter("skips_total", "Entries put off because an account was held."),
		Waits:     counter("waits_total", "Batches that waited for a held account in vain."),
		Retries:   counter("retries_total", "Batches run again."),
		Unknowns:  counter("unknowns_total", "COMMITs without an answer."),
		Failed:    counter("failed_total", "Entries that alone broke their batch."),
		Stale:     counter("stale_total", "Entries of a term that was over."),
		Refused:   counter("refused_total", "Entries that the ledger denied."),
		Repeated:  counter("repeated_total", "Ids that had an answer already."),
		Aside:     counter("aside_total", "Batches run beside the writers."),
		Down:      gauge("writers_down", "Writers that cannot reach the database."),
		LinesLeft: gauge("lines_left_ids", "Ids of lines that had a partition when partitions were made last."),
	}
}

// Register adds all of them to a registry.
func (m *Metrics) Register(r prometheus.Registerer) error {
	for _, c := range []prometheus.Collector{m.Queue, m.Entries, m.Batch, m.Commit, m.Skips, m.Waits, m.Retries, m.Unknowns,
		m.Failed, m.Stale, m.Refused, m.Repeated, m.Aside, m.Down, m.LinesLeft} {
		if err := r.Register(c); err != nil {
			return err
		}
	}
	return nil
}
