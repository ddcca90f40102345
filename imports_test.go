// Package marke_test holds the tests that look at the module as a whole: its
// import graph, its documents, its vendored files.
package marke_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// openToAll are the packages that every other may import.
var openToAll = []string{"scheduler/interval", "facilities/money"}

// everything, in the table, stands for all packages.
const everything = "everything"

// arrows maps a package, or a tree of packages that ends in "/...", to what it
// may import.
type arrows map[string][]string

func TestImportsFollowTheTable(t *testing.T) {
	table := tableOfImports(t)
	for _, pkg := range listPackages(t) {
		if pkg.path == "" {
			continue // the root, which has only these tests
		}
		may, known := table.find(pkg.path)
		if !known {
			t.Errorf("ARCHITECTURE.md has no row for %s", pkg.path)
			continue
		}
		for _, imported := range pkg.ours {
			if !allowed(pkg.path, imported, may) {
				t.Errorf("%s imports %s; ARCHITECTURE.md lets it import %v", pkg.path, imported, may)
			}
		}
	}
}

func TestOnlyTheStoreKnowsGORM(t *testing.T) {
	for _, pkg := range listPackages(t) {
		for _, imported := range pkg.others {
			if strings.HasPrefix(imported, "gorm.io/") && pkg.path != "facilities/store" {
				t.Errorf("%s imports %s", pkg.path, imported)
			}
		}
	}
}

func TestPurePackagesReachNothingOutside(t *testing.T) {
	// By package: what it computes from is in its arguments.
	pure := []string{"scheduler", "scheduler/interval", "facilities/money", "facilities/calendar", "facilities/ledger"}
	impure := []string{"os", "os/exec", "net", "net/http", "database/sql", "log", "log/slog", "math/rand", "crypto/rand"}
	for _, pkg := range listPackages(t) {
		if !slices.Contains(pure, pkg.path) {
			continue
		}
		for _, imported := range pkg.others {
			if slices.Contains(impure, imported) {
				t.Errorf("%s is to be pure and imports %s", pkg.path, imported)
			}
		}
	}
}

func TestAllowed(t *testing.T) {
	table := arrows{"web/...": {"facilities", "facilities/ledger/..."}, "facilities": nil, "cmd/marke/...": {everything}}
	tests := []struct {
		from, to string
		want     bool
	}{
		{"web", "facilities", true},
		{"web/api", "facilities", true},
		{"web/api", "web/form", true},
		{"web/api", "facilities/ledger/export", true},
		{"web/api", "facilities/store", false},
		{"web", "website", false},
		{"facilities", "facilities/store", false},
		{"facilities", "facilities/money", true},
		{"cmd/marke", "facilities/store", true},
	}
	for _, test := range tests {
		may, known := table.find(test.from)
		if !known {
			t.Errorf("no row for %s", test.from)
		}
		if got := allowed(test.from, test.to, may); got != test.want {
			t.Errorf("%s may import %s: %v, want %v", test.from, test.to, got, test.want)
		}
	}
	if _, known := table.find("facilities/helpers"); known {
		t.Error("the row of facilities covers facilities/helpers")
	}
}

// find returns what a package may import, itself and its tree included.
func (a arrows) find(pkg string) (may []string, known bool) {
	for row, may := range a {
		if covers(row, pkg) {
			return append([]string{row}, may...), true
		}
	}
	return nil, false
}

func allowed(pkg, imported string, may []string) bool {
	return slices.Contains(openToAll, imported) ||
		slices.ContainsFunc(may, func(row string) bool { return row == everything || covers(row, imported) })
}

// covers reports whether a row of the table stands for a package.
func covers(row, pkg string) bool {
	tree, isTree := strings.CutSuffix(row, "/...")
	return tree == pkg || isTree && strings.HasPrefix(pkg, tree+"/")
}

// tableOfImports reads the table from ARCHITECTURE.md.
func tableOfImports(t *testing.T) arrows {
	t.Helper()
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	table := arrows{}
	path := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || !path.MatchString(cells[1]) {
			continue // not a row of three cells that starts with a path
		}
		row := path.FindStringSubmatch(cells[1])[1]
		table[row] = nil
		for _, match := range path.FindAllStringSubmatch(cells[3], -1) {
			table[row] = append(table[row], match[1])
		}
		if strings.TrimSpace(cells[3]) == everything {
			table[row] = []string{everything}
		}
	}
	if len(table) < 10 {
		t.Fatalf("found %d rows in ARCHITECTURE.md: has the table changed its form?", len(table))
	}
	return table
}

// goPackage is one package of the module, tests left out, its path and those of
// its imports without the module's name.
type goPackage struct {
	path   string
	ours   []string
	others []string
}

// listPackages asks the go command, so that build constraints count. A package
// that does not build is listed too: that is for the compiler to say.
func listPackages(t *testing.T) []goPackage {
	t.Helper()
	const module = "marke"
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var listed struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&listed); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		pkg := goPackage{path: strings.TrimPrefix(strings.TrimPrefix(listed.ImportPath, module), "/")}
		for _, imported := range listed.Imports {
			if ours, is := strings.CutPrefix(imported, module+"/"); is {
				pkg.ours = append(pkg.ours, ours)
			} else {
				pkg.others = append(pkg.others, imported)
			}
		}
		packages = append(packages, pkg)
	}
	return packages
}
