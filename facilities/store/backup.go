package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// ErrNotEmpty is what Restore answers when the database already holds something.
var ErrNotEmpty = errors.New("the database is not empty")

// Backup writes a copy of the whole database, as it is at one moment, to a file that
// does not exist yet. The store stays in use meanwhile. A SQLite backup is itself a
// SQLite database; a PostgreSQL one is pg_dump's custom format, and fails with
// exec.ErrNotFound where pg_dump is not installed.
func (s *Store) Backup(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("store: back up to %s: %w", file, os.ErrExist)
	}
	part := file + ".part" // a backup that was cut off must not look like one
	defer os.Remove(part)
	os.Remove(part)
	err := createPrivate(part)
	switch {
	case err != nil:
	case s.engine == SQLite:
		err = s.backupSQLite(ctx, part)
	default:
		err = postgresTool(ctx, s.url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file="+part)
	}
	if err == nil {
		err = os.Rename(part, file)
	}
	if err != nil {
		return fmt.Errorf("store: back up: %w", err)
	}
	return nil
}

func (s *Store) backupSQLite(ctx context.Context, file string) error {
	to, err := openFile(file, 1, url.Values{"mode": {"rw"}, "_synchronous": {"FULL"}})
	if err != nil {
		return err
	}
	return errors.Join(copyPages(ctx, to, s.read), to.Close())
}

// copyPages is SQLite's online backup. It is one step, so that writers do not make it start over.
func copyPages(ctx context.Context, to, from *sql.DB) error {
	target, err := to.Conn(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	source, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer source.Close()
	return target.Raw(func(target any) error {
		return source.Raw(func(source any) error {
			backup, err := target.(*sqlite3.SQLiteConn).Backup("main", source.(*sqlite3.SQLiteConn), "main")
			if err != nil {
				return err
			}
			done, err := backup.Step(-1)
			if err == nil && !done {
				err = errors.New("the copy is not complete")
			}
			return errors.Join(err, backup.Finish())
		})
	})
}

// Restore fills a new or empty database from a file that Backup wrote. It fails with
// ErrNotEmpty, and changes nothing, when the database holds anything.
func Restore(ctx context.Context, url, file string) error {
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	var err error
	if strings.HasPrefix(url, "sqlite:") {
		err = restoreSQLite(ctx, url, file)
	} else {
		err = restorePostgres(ctx, url, file)
	}
	if err != nil {
		return fmt.Errorf("store: restore from %s: %w", file, err)
	}
	return nil
}

func restoreSQLite(ctx context.Context, address, file string) error {
	target, _, err := parseSQLite(address)
	if err != nil {
		return err
	}
	from, err := openFile(file, 1, url.Values{"mode": {"ro"}})
	if err != nil {
		return err
	}
	defer from.Close()
	// A backup that is none is refused before the target is touched.
	var found bool
	if err := from.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'goose_db_version')").Scan(&found); err != nil {
		return err
	}
	if !found {
		return errors.New("it holds no database of Marke")
	}

	if err := createPrivate(target); err != nil {
		return err
	}
	to, err := openFile(target, 1, url.Values{"mode": {"rw"}, "_synchronous": {"FULL"}})
	if err != nil {
		return err
	}
	defer to.Close()
	if err := to.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_master)").Scan(&found); err != nil {
		return err
	}
	if found {
		return ErrNotEmpty
	}
	return copyPages(ctx, to, from)
}

func restorePostgres(ctx context.Context, address, file string) error {
	s := &Store{url: address, opt: Options{ReadConns: 1, WriteConns: 1}}
	defer s.Close()
	if err := s.openPostgres(ctx); err != nil {
		return err
	}
	var found bool
	err := s.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema())").Scan(&found)
	if err != nil {
		return err
	}
	if found {
		return ErrNotEmpty
	}
	return postgresTool(ctx, address, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", file)
}

// postgresTool runs one of PostgreSQL's own programs on the database. The password goes
// by the environment, because everybody on the machine can read arguments.
func postgresTool(ctx context.Context, address, program string, args ...string) error {
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("%s is not installed (Debian: apt-get install postgresql-client): %w", program, err)
	}
	location, err := url.Parse(address)
	if err != nil {
		return errors.New("the database's address is no URL") // the error would show the password
	}
	environment := os.Environ()
	if password, ok := location.User.Password(); ok {
		location.User = url.User(location.User.Username())
		environment = append(environment, "PGPASSWORD="+password)
	}
	cmd := exec.CommandContext(ctx, path, append([]string{"--dbname=" + location.String()}, args...)...)
	cmd.Env = environment
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return nil
}
