package useroffice

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/money"
	"marke/facilities/store"
	"marke/facilities/texts"
)

// controller is the sample's.
func (d *desk) controller() facilities.Actor { return d.as(demoController) }

// closes closes a month and checks that the books balance.
func (d *desk) closesMonth(f facilities.FacilityID, m ledger.Month, now time.Time) Closing {
	d.t.Helper()
	k, err := d.CloseMonth(d.t.Context(), d.controller(), now, f, m, false)
	if err != nil {
		d.t.Fatalf("closing %s of %s: %v", m, f, err)
	}
	return k
}

// printed is everything that partners are told in a closing, in both languages.
func printed(t testing.TB, k Closing) string {
	t.Helper()
	var out bytes.Buffer
	for _, lang := range texts.Languages {
		for _, s := range k.Statements {
			if err := export.WriteStatement(&out, s, texts.For(lang), k.Catalogue); err != nil {
				t.Fatal(err)
			}
			if err := export.WriteStatementCSV(&out, s, texts.For(lang), k.Catalogue); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out.String()
}

// accepts asks a real accounting program.
func accepts(t testing.TB, format export.Format, file []byte) (bool, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book."+string(format))
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args := map[export.Format][]string{export.HLedger: {"hledger", "-f", path, "check", "--strict"},
		export.Ledger: {"ledger", "--pedantic", "-f", path, "bal"}, export.Beancount: {"bean-check", path}}[format]
	if _, err := exec.LookPath(args[0]); err != nil {
		t.Fatalf("%s is not installed; on Debian: apt-get install --no-install-recommends hledger ledger beancount", args[0])
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	return err == nil, string(out)
}

func TestTheSamplesThreeMonthsClose(t *testing.T) {
	now := sampleNow(sampleDay, 10)
	d := sampled(t, "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), now)
	c, err := d.Catalogue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	papers := map[string]string{}
	for back := 3; back >= 1; back-- {
		m := sampleMonth(sampleDay, back)
		for _, f := range c.Facilities {
			months, err := d.MonthStatus(t.Context(), d.controller(), now, f.ID)
			if err != nil || months.Next != m || !months.Over {
				t.Fatalf("%s: %+v, %v, want %s", f.ID, months, err, m)
			}
			dry, err := d.CloseMonth(t.Context(), d.controller(), now, f.ID, m, true)
			if err != nil || !dry.DryRun || dry.Already {
				t.Fatalf("%s %s: %v", f.ID, m, err)
			}
			k := d.closesMonth(f.ID, m, now)
			papers[string(f.ID)+m.String()] = printed(t, k)
			if printed(t, dry) != papers[string(f.ID)+m.String()] {
				t.Errorf("%s %s: the dry run said something else", f.ID, m)
			}
			if len(k.Statements) < 3 || len(k.New) != len(k.Entries) {
				t.Errorf("%s %s: %d statements, %d of %d entries new", f.ID, m, len(k.Statements), len(k.New), len(k.Entries))
			}
			for _, finding := range k.Findings {
				found[finding.Code]++
			}
			for _, charge := range k.Charges {
				for _, line := range charge.Lines {
					found["line "+line.Kind]++
				}
				if len(charge.Lines) > 1 && charge.Lines[0].Kind == "use" && charge.Lines[1].Kind == "use_peak" {
					found["across windows"]++
				}
			}
		}
	}
	t.Logf("findings: %v", found)
	for _, code := range []string{ledger.FindLate, ledger.FindTaxed, ledger.FindDiffers, "line " + ledger.LineOutage, "line " + ledger.LineNoShow,
		"line " + ledger.LineLate, "line " + ledger.LineConsumable, "across windows"} {
		if found[code] == 0 {
			t.Errorf("no %s in the sample", code)
		}
	}
	for back := 3; back >= 1; back-- { // and each comes out again as it was
		m := sampleMonth(sampleDay, back)
		for _, f := range c.Facilities {
			k, err := d.CloseMonth(t.Context(), d.controller(), now, f.ID, m, true)
			if err != nil || !k.Already || len(k.New) > 0 {
				t.Fatalf("%s %s again: %v", f.ID, m, err)
			}
			if printed(t, k) != papers[string(f.ID)+m.String()] {
				t.Errorf("%s %s came out as something else", f.ID, m)
			}
		}
	}
	d.sumsThePastRightly()
	d.balances()
	d.programsAccept()
}

// sumsThePastRightly reckons every closed month once more from the whole journal, entry by entry, instead of from sums.
func (d *desk) sumsThePastRightly() {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) error {
		closes, err := tx.Closes(ctx, "")
		if err != nil {
			return err
		}
		for _, c := range closes {
			var r reckoned
			in, done, err := readMonth(ctx, tx, c.Facility, c.Month, &r)
			if err != nil {
				return err
			}
			if err := r.close(in, done); err != nil {
				return err
			}
			all, err := tx.Entries(ctx, store.EntryFilter{})
			if err != nil {
				return err
			}
			in.Past = ledger.Read(slices.Values(all), c.Facility, c.Month)
			whole := reckoned{kept: r.kept}
			if err := whole.close(in, done); err != nil {
				return err
			}
			if !reflect.DeepEqual(whole.Statements, r.Statements) || !reflect.DeepEqual(whole.Entries, r.Entries) {
				d.t.Errorf("%s %s comes out otherwise from sums", c.Facility, c.Month)
			}
		}
		return nil
	})
}

// TestTheSampleClosesOnOtherDays tries days around the turn of the year, clock changes and holidays: all months close, and tell what they are meant to.
func TestTheSampleClosesOnOtherDays(t *testing.T) {
	for _, on := range []string{"2026-01-05", "2026-04-01", "2026-05-31", "2027-03-01"} {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			day := date(on)
			now := sampleNow(day, 3)
			d := sampled(t, "sqlite:"+filepath.Join(t.TempDir(), "marke.db")+"?synchronous=off", now)
			c, err := d.Catalogue(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]int{}
			for back := 3; back >= 1; back-- {
				for _, f := range c.Facilities {
					k := d.closes(f.ID, sampleMonth(day, back), now)
					for _, finding := range k.Findings {
						found[finding.Code]++
					}
					for _, charge := range k.Charges {
						for _, line := range charge.Lines {
							found["line "+line.Kind]++
						}
					}
				}
			}
			for _, code := range []string{ledger.FindLate, ledger.FindTaxed, "line " + ledger.LineOutage, "line " + ledger.LineNoShow, "line " + ledger.LineLate, "line " + ledger.LineConsumable} {
				if found[code] == 0 {
					t.Errorf("no %s: %v", code, found)
				}
			}
			if found[ledger.FindUnsettled] > 0 {
				t.Errorf("uses are unsettled: %v", found)
			}
			d.balances()
		})
	}
}

// balances checks that all books sum to zero, entry by entry and together.
func (d *desk) balances() {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) error {
		balances, err := tx.Balances(ctx, store.BalanceFilter{})
		var sum money.Cents
		for _, b := range balances {
			sum += b.Amount
		}
		entries, failed := tx.Entries(ctx, store.EntryFilter{})
		for _, e := range entries {
			if err := e.Check(); err != nil {
				d.t.Error(err)
			}
		}
		if sum != 0 || len(entries) == 0 {
			d.t.Errorf("%d entries, off by %d", len(entries), sum)
		}
		if failed != nil {
			return failed
		}
		return err
	})
}

// programsAccept exports the books to the real programs, as they are and with a cent changed.
func (d *desk) programsAccept() {
	d.t.Helper()
	book, err := d.Journal(d.t.Context(), d.as(demoAdmin), time.Now(), "", facilities.Date{})
	if err != nil {
		d.t.Fatal(err)
	}
	if len(book.Assertions) < 100 {
		d.t.Fatalf("%d closing balances are asserted", len(book.Assertions))
	}
	posting := regexp.MustCompile(`\n +[A-Z]\S+ .*\d\.\d\d EUR\n`)
	for _, format := range []export.Format{export.HLedger, export.Ledger, export.Beancount} {
		var out bytes.Buffer
		if err := export.Write(&out, format, book); err != nil {
			d.t.Fatal(err)
		}
		if ok, said := accepts(d.t, format, out.Bytes()); !ok {
			d.t.Errorf("%s: %s", format, said)
		}
		at := posting.FindIndex(out.Bytes())
		wrong := slices.Clone(out.Bytes())
		cent := at[1] - len("0 EUR\n")
		wrong[cent] = '0' + (wrong[cent]-'0'+1)%10
		if ok, _ := accepts(d.t, format, wrong); ok {
			d.t.Errorf("%s accepts a cent too much", format)
		}
		// The same cent moved on both sides of an entry: only a closing balance can tell.
		moved := book
		moved.Entries = slices.Clone(book.Entries)
		i := slices.IndexFunc(moved.Entries, func(e ledger.Entry) bool { return e.Kind == ledger.EntryUsage })
		e := moved.Entries[i]
		e.Postings = slices.Clone(e.Postings)
		e.Postings[0].Amount++
		e.Postings[1].Amount--
		moved.Entries[i] = e
		out.Reset()
		if err := export.Write(&out, format, moved); err != nil {
			d.t.Fatal(err)
		}
		if ok, said := accepts(d.t, format, out.Bytes()); ok || !strings.Contains(said, "EUR") {
			d.t.Errorf("%s accepts a cent that moved: %s", format, said)
		}
	}
}
