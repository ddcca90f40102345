package web

import (
	"net/http"
	"time"
)

// auditView is what happened to one thing, with what it was before and after.
type auditView struct {
	Page
	Kind, ID string
	Lines    []auditLine
}

type auditLine struct {
	historyLine
	Via, Before, After string
}

// audit shows the log of one thing to those who may see the whole of it.
func (v *visit) audit() error {
	kind, id := v.Param("kind"), v.Param("id")
	entries, err := v.office.AuditOf(v.ctx(), v.actor, v.now, kind, id)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	people, err := v.colleagues()
	if err != nil {
		return err
	}
	zone := time.UTC
	if len(cat.Facilities) > 0 {
		zone = homeZone(cat)
	}
	view := auditView{Page: v.page("web.audit_page.title", "id", id), Kind: kind, ID: id}
	for i, line := range v.history(entries, namesOf(people), zone) {
		view.Lines = append(view.Lines, auditLine{line, entries[i].Via, entries[i].Before, entries[i].After})
	}
	return v.render(http.StatusOK, "audit", view)
}
