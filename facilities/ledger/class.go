package ledger

import "marke/facilities"

// Class is a sort of amount that a key divides. Each is kept and rounded by itself, per year of service and agreement version.
type Class string

// The classes.
const (
	ClassPool    Class = "pool"    // costs for joint account, outside VAT
	ClassTaxed   Class = "taxed"   // costs passed on that break a condition, with VAT
	ClassSubsidy Class = "subsidy" // public money, which lowers what the partners bear
	ClassIncome  Class = "income"  // usage income that goes to the pool
	ClassResult  Class = "result"  // what tariffs recovered too little (or too much) in a year
	ClassReserve Class = "reserve" // calls for the reserve, by the risk key
)

// classes in the order in which they are divided and shown.
var classes = []Class{ClassPool, ClassTaxed, ClassSubsidy, ClassIncome, ClassResult, ClassReserve}

// Category is the class's VAT category.
func (c Class) Category() VATCategory {
	if c == ClassTaxed {
		return VATStandard
	}
	return VATOutside
}

// sources are the accounts whose sum a class divides.
func (c Class) sources(f facilities.FacilityID) []Account {
	switch c {
	case ClassPool, ClassTaxed:
		return []Account{{Kind: PoolCost, Facility: f, Name: string(c)}}
	case ClassSubsidy:
		return []Account{{Kind: Subsidy, Facility: f}}
	case ClassIncome:
		return []Account{{Kind: Usage, Facility: f}}
	case ClassResult:
		return []Account{{Kind: TariffCost, Facility: f}, {Kind: Usage, Facility: f}}
	}
	return nil // the reserve's calls follow its own rule
}

// against is the account on the other side of what a class charges the partners.
func (c Class) against(f facilities.FacilityID) Account {
	if c == ClassReserve {
		return Account{Kind: Reserve, Facility: f}
	}
	return Account{Kind: Recovered, Facility: f, Name: string(c)}
}

// divides reports that the terms let this class be divided in the close of a month, for services of a year.
func (c Class) divides(t Terms, year int, m Month) bool {
	switch c {
	case ClassIncome:
		return t.Income == IncomeToPool
	case ClassResult:
		return t.Income == IncomeToTariffs && t.Result == ResultShared && !m.Before(Month{year, 12})
	}
	return c != ClassReserve
}
