package baccarat

import "slices"

// Roads are the score of a shoe as tables show it (figures d2), kept as hands come. The
// bead road is the hands themselves.
type Roads struct {
	// Big is the big road: a column for each run of one winner. Ties neither begin
	// nor lengthen one.
	Big []Column `json:"big"`
	// LeadTies is the ties before the first winner.
	LeadTies int `json:"leadTies"`
	// The derived roads, an icon after the other: r red, b blue. Where the big road
	// repeats itself they are red. Their columns are the runs of one colour.
	BigEye    string `json:"bigEye"`
	Small     string `json:"small"`
	Cockroach string `json:"cockroach"`
}

// Column is a run of wins of one side.
type Column struct {
	Win   Side  `json:"win"`
	Depth int   `json:"depth"`
	Ties  []int `json:"ties,omitempty"` // the row, from 0, of the win that each tie followed
}

// Red and Blue are the icons of derived roads.
const (
	Red  = 'r'
	Blue = 'b'
)

// Add puts the next hand's winner on all roads.
func (r *Roads) Add(win Side) {
	last := len(r.Big) - 1
	switch {
	case win == Tie && last < 0:
		r.LeadTies++
		return
	case win == Tie:
		c := &r.Big[last]
		c.Ties = append(c.Ties, c.Depth-1)
		return
	case last >= 0 && r.Big[last].Win == win:
		r.Big[last].Depth++
	default:
		r.Big = append(r.Big, Column{Win: win, Depth: 1})
		last++
	}
	r.BigEye += r.icon(last, 1)
	r.Small += r.icon(last, 2)
	r.Cockroach += r.icon(last, 3)
}

// icon is what the newest win, at the foot of column n, puts on the derived road that
// looks k columns back; empty while there are too few.
func (r *Roads) icon(n, k int) string {
	row := r.Big[n].Depth
	if row == 1 { // a new column: were the one before it and its model as long?
		if n-1-k < 0 {
			return ""
		}
		return colour(r.Big[n-1].Depth == r.Big[n-1-k].Depth)
	}
	if n-k < 0 {
		return ""
	}
	return colour(row != r.Big[n-k].Depth+1)
}

func colour(regular bool) string {
	if regular {
		return string(Red)
	}
	return string(Blue)
}

// clone is a copy for a view: roads go on, views stay.
func (r *Roads) clone() *Roads {
	c := *r
	c.Big = append([]Column{}, r.Big...)
	for i := range c.Big {
		c.Big[i].Ties = slices.Clone(c.Big[i].Ties)
	}
	return &c
}

// Cell is a place on a drawn road, from 0.
type Cell struct{ Column, Row int }

// Layout draws runs of icons on a grid of so many rows, one cell for each icon in
// their order: a run goes down its column, and where it meets the bottom or an icon
// it turns right (the dragon's tail). The next run begins in the first free column
// after the head of the one before.
func Layout(runs []int, rows int) []Cell {
	taken := map[Cell]bool{}
	var cells []Cell
	head := 0
	for _, run := range runs {
		for taken[Cell{head, 0}] {
			head++
		}
		at, tail := Cell{head, 0}, false
		for i := range run {
			if i > 0 {
				below := Cell{at.Column, at.Row + 1}
				if tail = tail || below.Row == rows || taken[below]; tail {
					at.Column++
				} else {
					at = below
				}
			}
			taken[at] = true
			cells = append(cells, at)
		}
		head++
	}
	return cells
}
