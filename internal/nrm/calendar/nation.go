package calendar

import "slices"

// Nation is the nation of the United Kingdom whose law a case stands under.
type Nation string

// The four nations.
const (
	England         Nation = "england"
	Wales           Nation = "wales"
	Scotland        Nation = "scotland"
	NorthernIreland Nation = "northern_ireland"
)

// Nations lists the nations in the order screens show them.
var Nations = []Nation{England, Wales, Scotland, NorthernIreland}

// Division is a part of the United Kingdom with its own list of bank holidays
// and its own support clock; England and Wales share both.
type Division string

// The three divisions, named as GOV.UK names them.
const (
	EnglandAndWales         Division = "england-and-wales"
	ScotlandDivision        Division = "scotland"
	NorthernIrelandDivision Division = "northern-ireland"
)

// Divisions lists the divisions.
var Divisions = []Division{EnglandAndWales, ScotlandDivision, NorthernIrelandDivision}

// Valid says whether the nation is one of the four.
func (n Nation) Valid() bool { return slices.Contains(Nations, n) }

// Name is the nation in words.
func (n Nation) Name() string {
	switch n {
	case England:
		return "England"
	case Wales:
		return "Wales"
	case Scotland:
		return "Scotland"
	case NorthernIreland:
		return "Northern Ireland"
	}
	return ""
}

// Division is the division the nation belongs to, or nothing for a nation
// that is not one of the four.
func (n Nation) Division() Division {
	switch n {
	case England, Wales:
		return EnglandAndWales
	case Scotland:
		return ScotlandDivision
	case NorthernIreland:
		return NorthernIrelandDivision
	}
	return ""
}

// Valid says whether the division is one of the three.
func (d Division) Valid() bool { return slices.Contains(Divisions, d) }

// Name is the division in words.
func (d Division) Name() string {
	switch d {
	case EnglandAndWales:
		return "England and Wales"
	case ScotlandDivision:
		return "Scotland"
	case NorthernIrelandDivision:
		return "Northern Ireland"
	}
	return ""
}
