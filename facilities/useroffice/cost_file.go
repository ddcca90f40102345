package useroffice

import (
	"bytes"
	"context"
	"path"
	"time"
	"unicode/utf8"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// Attachment is a small file that a cost can be checked against. Type is one of AttachmentTypes.
type Attachment struct {
	Name, Type string
	Content    []byte
}

// AttachmentMax bounds a file, in bytes.
const AttachmentMax = 2 << 20

// AttachmentTypes are the types of file that are kept: what a browser shows or saves, and never runs.
var AttachmentTypes = []string{"application/pdf", "image/png", "image/jpeg", "text/plain", "text/csv"}

// fileMarks are how files of a type begin; a file must be what it says it is.
var fileMarks = map[string][]byte{"application/pdf": []byte("%PDF-"), "image/png": []byte("\x89PNG\r\n\x1a\n"), "image/jpeg": []byte("\xff\xd8\xff")}

func (a *Attachment) check(wrong *faults) {
	oneOf(wrong, "body.file.type", a.Type, AttachmentTypes...)
	wrong.line("body.file.name", a.Name)
	wrong.check(a.Name == path.Base(a.Name), "body.file.name", "file_name")
	wrong.check(len(a.Content) > 0 && len(a.Content) <= AttachmentMax, "body.file.content", "file_size", "mib", AttachmentMax>>20)
	mark, binary := fileMarks[a.Type]
	holds := bytes.HasPrefix(a.Content, mark)
	if !binary {
		holds = utf8.Valid(a.Content) && !bytes.ContainsRune(a.Content, 0)
	}
	wrong.check(holds, "body.file.content", "file_type", "type", a.Type)
}

// Evidence is the file of a cost, for the controllers of its facility; NotFound for others, and when there is none.
func (o *Office) Evidence(ctx context.Context, actor facilities.Actor, now time.Time, id ledger.CostID) (Attachment, error) {
	if err := needLogin(actor); err != nil {
		return Attachment{}, err
	}
	var file Attachment
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		cost, err := tx.Cost(ctx, id)
		if err != nil {
			return err
		}
		if cost.Attachment == "" || !seesBook(actor, cost.Facility) {
			return facilities.Missing()
		}
		kept, err := tx.Attachment(ctx, cost.Attachment)
		file = Attachment{kept.Name, kept.Type, kept.Content}
		return err
	})
	return file, err
}
