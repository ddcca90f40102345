package store

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// openPostgres opens one pool for transactions that write and one for those that
// read, so that a flood of readers leaves room for a booking.
func (s *Store) openPostgres(ctx context.Context) error {
	s.engine = Postgres
	config, err := pgx.ParseConfig(s.url)
	if err != nil {
		return err // pgx leaves the password out of it
	}
	config.RuntimeParams["application_name"] = "marke"
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["lock_timeout"] = strconv.FormatInt(s.opt.BusyTimeout.Milliseconds(), 10)
	config.RuntimeParams["jit"] = "off" // compiling costs more than any of our queries

	s.write = stdlib.OpenDB(*config)
	s.write.SetMaxOpenConns(s.opt.WriteConns)
	s.write.SetMaxIdleConns(s.opt.WriteConns)
	s.read = stdlib.OpenDB(*config)
	s.read.SetMaxOpenConns(s.opt.ReadConns)
	s.read.SetMaxIdleConns(s.opt.ReadConns)
	if err := s.write.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", translate(err))
	}
	s.orm, err = gorm.Open(postgres.New(postgres.Config{Conn: s.read}), ormConfig())
	return err
}
