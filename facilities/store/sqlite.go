package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// openSQLite opens the file twice: one connection that writes and a pool that only
// reads. With WAL the readers never wait for the writer.
func (s *Store) openSQLite(ctx context.Context) error {
	s.engine = SQLite
	file, synchronous, err := parseSQLite(s.url)
	if err != nil {
		return err
	}
	if s.opt.Migrate {
		err = createPrivate(file)
	} else {
		_, err = os.Stat(file)
	}
	if err != nil {
		return err
	}
	busy := strconv.FormatInt(s.opt.BusyTimeout.Milliseconds(), 10)

	s.write, err = openFile(file, 1, url.Values{
		"mode": {"rw"}, "_txlock": {"immediate"}, "_journal_mode": {"WAL"}, "_synchronous": {synchronous},
		"_foreign_keys": {"1"}, "_busy_timeout": {busy}, "_stmt_cache_size": {"256"}, "_cache_size": {"-16384"},
	})
	if err != nil {
		return err
	}
	if err := s.write.PingContext(ctx); err != nil { // makes it a database, which the readers need
		return fmt.Errorf("open %s: %w", file, translate(err))
	}
	s.read, err = openFile(file, s.opt.ReadConns, url.Values{
		"mode": {"ro"}, "_txlock": {"deferred"}, "_query_only": {"1"}, "_busy_timeout": {busy},
		"_stmt_cache_size": {"256"}, "_cache_size": {"-16384"},
	})
	if err != nil {
		return err
	}
	s.orm, err = gorm.Open(sqlite.New(sqlite.Config{Conn: s.read}), ormConfig())
	return err
}

// tunedDriver is the SQLite driver with three settings that its address cannot say. The
// file is mapped into memory, so that a page which the system has in its cache is read
// without a call and a copy. The write-ahead log is folded in every 3,000 pages instead of 1,000: a
// page that changes often is then written once for many commits, and the commit that does
// it is not yet so long that anybody notices. What SQLite keeps to be able to undo a savepoint stays in
// memory: every transaction of a group has one, and the pages of a few fill a file.
const tunedDriver = "marke-sqlite3"

func init() {
	sql.Register(tunedDriver, &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		_, err := conn.Exec("PRAGMA mmap_size = 4294967296; PRAGMA wal_autocheckpoint = 3000; PRAGMA temp_store = MEMORY", nil)
		return err
	}})
}

// ormConfig is GORM with nothing on that is not asked for: every transaction is ours.
func ormConfig() *gorm.Config {
	return &gorm.Config{SkipDefaultTransaction: true, DisableAutomaticPing: true, Logger: logger.Discard}
}

// parseSQLite takes "sqlite:FILE?synchronous=off" apart.
func parseSQLite(address string) (file, synchronous string, err error) {
	file, query, _ := strings.Cut(strings.TrimPrefix(address, "sqlite:"), "?")
	if file == "" || strings.Contains(file, ":memory:") {
		return "", "", errors.New("a SQLite database needs a file: sqlite:FILE")
	}
	options, err := url.ParseQuery(query)
	if err != nil {
		return "", "", fmt.Errorf("the options of %s: %w", address, err)
	}
	synchronous = "FULL"
	for name, values := range options {
		if name != "synchronous" || values[0] != "off" && values[0] != "full" {
			return "", "", fmt.Errorf("unknown option %s=%s (there is synchronous=full or off)", name, values[0])
		}
		synchronous = strings.ToUpper(values[0])
	}
	return file, synchronous, nil
}

// createPrivate makes an empty file that only its owner may read, unless it is there: it will
// hold password hashes and names. SQLite takes it for an empty database and gives
// its companion files the same mode.
func createPrivate(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func openFile(file string, conns int, options url.Values) (*sql.DB, error) {
	path := url.URL{Path: file}
	db, err := sql.Open(tunedDriver, "file:"+path.EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns) // a connection is costly to open: it reads the schema and has an empty cache
	return db, nil
}
