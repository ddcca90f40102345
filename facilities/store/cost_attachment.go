package store

import (
	"context"
	"time"

	"marke/facilities"
)

// Attachment is a small file that something can be checked against.
type Attachment struct {
	ID      string
	Name    string
	Type    string // of its content, "application/pdf"
	Content []byte
	By      facilities.PersonID
	Created time.Time
}

// AddAttachment stores a file.
func (tx *Tx) AddAttachment(ctx context.Context, a Attachment) error {
	_, err := tx.exec(ctx, "INSERT INTO attachments (id, name, type, content, by_id, created) VALUES (?, ?, ?, ?, ?, ?)",
		a.ID, a.Name, a.Type, a.Content, ref(a.By), a.Created)
	return err
}

// Attachment finds a file with its content.
func (tx *Tx) Attachment(ctx context.Context, id string) (a Attachment, err error) {
	err = tx.one(ctx, "SELECT id, name, type, content, by_id, created FROM attachments WHERE id = ?", []any{id},
		&a.ID, &a.Name, &a.Type, &a.Content, to(&a.By), at(&a.Created))
	return a, err
}

// AttachmentNames lists the names of the files of a facility's costs, by id.
func (tx *Tx) AttachmentNames(ctx context.Context, f facilities.FacilityID) (map[string]string, error) {
	names := map[string]string{}
	err := tx.all(ctx, "SELECT id, name FROM attachments WHERE id IN (SELECT attachment_id FROM costs WHERE facility_id = ?)", []any{string(f)},
		func(scan func(...any) error) error {
			var id, name string
			err := scan(&id, &name)
			names[id] = name
			return err
		})
	return names, err
}
