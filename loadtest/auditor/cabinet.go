package auditor

import (
	"encoding/json"
	"errors"
	"strings"
)

// Cabinet is a slot machine as its page of rules describes it, judged anew: the
// slow way, place by place, from the published tables alone.
type Cabinet struct {
	Game   string
	winMax int64 // coins of a round
	file   cabinetFile
	role   map[string]string
	pays   map[string][]int64
}

// cabinetFile is what the page publishes of the machine.
type cabinetFile struct {
	Kind    string `json:"kind"`
	Rows    int    `json:"rows"`
	Cost    int64  `json:"cost"`
	Symbols []struct {
		Name string  `json:"name"`
		Role string  `json:"role"`
		Pays []int64 `json:"pays"`
	} `json:"symbols"`
	Wild *struct {
		Times int64 `json:"times"`
		Each  bool  `json:"each"`
	} `json:"wild"`
	Groups []struct {
		Name string   `json:"name"`
		Of   []string `json:"of"`
		Pays []int64  `json:"pays"`
	} `json:"groups"`
	Lines   [][]int       `json:"lines"`
	Reels   []cabinetReel `json:"reels"`
	Scatter *struct {
		Pays []int64 `json:"pays"`
	} `json:"scatter"`
	Free *struct {
		Awards   []int         `json:"awards"`
		Again    []int         `json:"again"`
		SpinsMax int           `json:"spinsMax"`
		Times    int64         `json:"times"`
		Reels    []cabinetReel `json:"reels"`
	} `json:"free"`
	Tumble *struct {
		Ladder     []int64 `json:"ladder"`
		FreeLadder []int64 `json:"freeLadder"`
	} `json:"tumble"`
	Bonuses []struct {
		Symbol string `json:"symbol"`
		Count  int    `json:"count"`
		Draws  int    `json:"draws"`
		Prizes []struct {
			Coins  int64  `json:"coins"`
			Weight uint64 `json:"weight"`
		} `json:"prizes"`
	} `json:"bonuses"`
	Gamble *struct {
		StepsMax    int   `json:"stepsMax"`
		WinTimesMax int64 `json:"winTimesMax"`
	} `json:"gamble"`
}

type cabinetReel struct {
	Strip   string `json:"strip"`
	Weights []int  `json:"weights"`
}

// ReadCabinet reads a machine's sheet, as GET /api/machines/{game} gives it.
func ReadCabinet(sheet []byte) (*Cabinet, error) {
	var page struct {
		Game    string      `json:"game"`
		WinMax  int64       `json:"winMaxCoins"`
		Machine cabinetFile `json:"machine"`
	}
	if err := json.Unmarshal(sheet, &page); err != nil {
		return nil, err
	}
	c := &Cabinet{Game: page.Game, winMax: page.WinMax, file: page.Machine, role: map[string]string{}, pays: map[string][]int64{}}
	for _, s := range page.Machine.Symbols {
		c.role[s.Name], c.pays[s.Name] = s.Role, s.Pays
	}
	if c.file.Cost <= 0 || c.winMax <= 0 || len(c.file.Reels) == 0 || c.file.Rows <= 0 {
		return nil, errors.New("auditor: the machine's page names no reels, no cost or no bound")
	}
	return c, nil
}

// mode is the reels of paid spins or of free ones.
type mode struct {
	strips [][]string
	stops  [][]int // by reel: drawn number → stop
	times  int64
	ladder []int64
}

func (c *Cabinet) mode(free bool) mode {
	m, reels := mode{times: 1}, c.file.Reels
	if c.file.Tumble != nil {
		m.ladder = c.file.Tumble.Ladder
	}
	if free {
		m.times = c.file.Free.Times
		if c.file.Free.Reels != nil {
			reels = c.file.Free.Reels
		}
		if c.file.Tumble != nil && c.file.Tumble.FreeLadder != nil {
			m.ladder = c.file.Tumble.FreeLadder
		}
	}
	for _, r := range reels {
		strip := strings.Fields(r.Strip)
		var stops []int
		for i := range strip {
			weight := 1
			if r.Weights != nil {
				weight = r.Weights[i]
			}
			for range weight {
				stops = append(stops, i)
			}
		}
		m.strips, m.stops = append(m.strips, strip), append(m.stops, stops)
	}
	return m
}

// turned is a spin: where the reels stand, and what it wins, in coins.
type turned struct {
	stops    []int
	scatters int
	coins    int64
	bonuses  []int64 // coins of the bonus draws, as drawn
}

// Turn draws a spin from the k-th stream of a round's seed and judges it.
func (c *Cabinet) Turn(seed [32]byte, k int, free bool) turned {
	m, d := c.mode(free), &drawer{seed: seed, stream: uint64(k)}
	space := uint64(1)
	for _, stops := range m.stops {
		space *= uint64(len(stops))
	}
	x := d.below(space)
	var at []int
	for _, stops := range m.stops {
		at = append(at, stops[x%uint64(len(stops))])
		x /= uint64(len(stops))
	}
	t := c.judge(m, at)
	for i, b := range c.file.Bonuses {
		for range c.bonusLines(m, at, i) {
			for range b.Draws {
				t.bonuses = append(t.bonuses, c.prize(i, d)*m.times)
			}
		}
	}
	for _, coins := range t.bonuses {
		t.coins += coins
	}
	return t
}

func (c *Cabinet) prize(bonus int, d *drawer) int64 {
	var total uint64
	for _, p := range c.file.Bonuses[bonus].Prizes {
		total += p.Weight
	}
	x := d.below(total)
	for _, p := range c.file.Bonuses[bonus].Prizes {
		if x < p.Weight {
			return p.Coins
		}
		x -= p.Weight
	}
	return 0
}

// judge is what a window pays, bonuses apart.
func (c *Cabinet) judge(m mode, at []int) turned {
	t := turned{stops: at}
	window := c.window(m, at)
	if c.file.Kind == "lines" {
		for _, line := range c.file.Lines {
			t.coins += c.line(along(window, line))
		}
	} else {
		t.coins = c.fall(m, at, window)
	}
	for _, reel := range window {
		for _, s := range reel {
			if c.role[s] == "scatter" {
				t.scatters++
			}
		}
	}
	if c.file.Scatter != nil && t.scatters > 0 {
		t.coins += of(c.file.Scatter.Pays, t.scatters) * c.file.Cost
	}
	t.coins *= m.times
	return t
}

func (c *Cabinet) window(m mode, at []int) [][]string {
	window := make([][]string, len(at))
	for k, stop := range at {
		for r := range c.file.Rows {
			window[k] = append(window[k], m.strips[k][(stop+r)%len(m.strips[k])])
		}
	}
	return window
}

func along(window [][]string, line []int) []string {
	var symbols []string
	for k, r := range line {
		symbols = append(symbols, window[k][r])
	}
	return symbols
}

// of is the n-th of a list that counts from 1, and its last for more.
func of(list []int64, n int) int64 {
	if n == 0 || len(list) == 0 {
		return 0
	}
	return list[min(n, len(list))-1]
}
