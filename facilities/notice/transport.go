package notice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/wneessen/go-mail"
)

var (
	_ Transport = (*SMTP)(nil)
	_ Transport = (*File)(nil)
	_ Transport = Log{}
)

// message turns a letter into a MIME message. Its Message-ID comes from the news, so
// that a receiver which gets it twice after a lost acknowledgement sees one.
func message(l Letter, from, domain string) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := m.From(from); err != nil {
		return nil, err
	}
	if err := m.AddToFormat(l.Name, l.To); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(l.ID))
	m.SetMessageIDWithValue(hex.EncodeToString(sum[:16]) + "@" + domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.Subject(l.Subject)
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	return m, nil
}

// SMTP sends through a mail server.
type SMTP struct {
	client *mail.Client
	from   string
	domain string
}

// NewSMTP reads an address such as smtp://user:password@mail.example:587. The
// scheme smtps means TLS from the start; smtp asks for STARTTLS and, without a
// password, goes on without it when the server has none.
func NewSMTP(address, from string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, fmt.Errorf("the mail server must look like smtp://user:password@host:587, not %q", redacted(u))
	}
	options := []mail.Option{mail.WithTimeout(20 * time.Second), mail.WithTLSPolicy(mail.TLSOpportunistic)}
	if u.Scheme == "smtps" {
		options = append(options, mail.WithSSL())
	}
	if p := u.Port(); p != "" {
		port, err := strconv.Atoi(p)
		if err != nil {
			return nil, fmt.Errorf("the mail server's port %q is no number", p)
		}
		options = append(options, mail.WithPort(port))
	}
	if password, has := u.User.Password(); has {
		// a password never travels in the clear
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
			mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	client, err := mail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, err
	}
	return &SMTP{client: client, from: from, domain: u.Hostname()}, nil
}

func redacted(u *url.URL) string {
	if u == nil {
		return ""
	}
	return u.Redacted()
}

// Deliver hands the letter to the server.
func (s *SMTP) Deliver(ctx context.Context, l Letter) error {
	m, err := message(l, s.from, s.domain)
	if err != nil {
		return err
	}
	return s.client.DialAndSendWithContext(ctx, m)
}

// File appends each letter to a file in the mbox form, for a server without mail.
type File struct {
	Path string
	From string
	mu   sync.Mutex
}

// Deliver writes the letter and flushes it to disk.
func (f *File) Deliver(_ context.Context, l Letter) error {
	m, err := message(l, f.From, "marke.invalid")
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out, err := os.OpenFile(f.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.WriteString(out, "From marke "+time.Unix(0, 0).UTC().Format(time.ANSIC)+"\n"); err != nil {
		return err
	}
	if _, err := m.WriteTo(out); err != nil {
		return err
	}
	if _, err := io.WriteString(out, "\n\n"); err != nil {
		return err
	}
	return out.Sync()
}

// Log notes in the log that a letter would have gone, without its text, which may hold a secret.
type Log struct{ Logger *slog.Logger }

// Deliver writes one line.
func (l Log) Deliver(ctx context.Context, letter Letter) error {
	l.Logger.InfoContext(ctx, "mail (no server configured)", "to", letter.To, "subject", letter.Subject)
	return nil
}
