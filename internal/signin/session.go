package signin

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Keys of the session's data.
const (
	keyOrganisation = "organisation"
	keyUser         = "user"
	keySession      = "session"
	keyNotice       = "notice"
)

// Sessions keeps who is signed in on the server; the browser holds a random
// token of which the database knows only the hash (S4).
type Sessions struct {
	m    *scs.SessionManager
	idle time.Duration
}

// SessionOptions say how long a session lasts and how its cookie travels.
type SessionOptions struct {
	Idle, Life time.Duration
	Secure     bool // false only on a loopback address in development
}

// NewSessions keeps sessions in the database.
func NewSessions(db *postgres.DB, o SessionOptions) *Sessions {
	m := scs.New()
	m.Store = &store{db: db, codec: m.Codec}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = o.Idle, o.Life
	m.Cookie.Name = "nrmdesk-session"
	if o.Secure {
		m.Cookie.Name = "__Host-nrmdesk-session"
	}
	m.Cookie.Secure = o.Secure
	m.Cookie.HttpOnly = true
	m.Cookie.Path = "/"
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false
	return &Sessions{m: m, idle: o.Idle}
}

// Handler loads the session before a request and saves it after.
func (s *Sessions) Handler(next http.Handler) http.Handler {
	loaded := s.m.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		loaded.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, &visit{})))
	})
}

// OnFailure says what to show when sessions cannot be read or kept, which
// means that the database is away.
func (s *Sessions) OnFailure(show func(http.ResponseWriter, *http.Request)) {
	s.m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		if r.Context().Err() != nil {
			return // the browser has gone: a second press ended the first request
		}
		slog.ErrorContext(r.Context(), "session", "error", err.Error())
		show(w, r)
	}
}

// Begin signs the user in under a new token.
func (s *Sessions) Begin(ctx context.Context, u staff.User) error {
	if err := s.m.RenewToken(ctx); err != nil {
		return err
	}
	s.m.Put(ctx, keyOrganisation, u.OrganisationID)
	s.m.Put(ctx, keyUser, u.ID)
	s.m.Put(ctx, keySession, uuid.NewString())
	return nil
}

// Renew goes on under a new token, after all sessions of the user were ended.
func (s *Sessions) Renew(ctx context.Context) error { return s.m.RenewToken(ctx) }

// End signs out.
func (s *Sessions) End(ctx context.Context) error { return s.m.Destroy(ctx) }

// User says who is signed in; ok is false when nobody is.
func (s *Sessions) User(ctx context.Context) (userID, sessionID string, ok bool) {
	userID = s.m.GetString(ctx, keyUser)
	return userID, s.m.GetString(ctx, keySession), userID != ""
}

// Idle is how long a session lasts when nothing happens.
func (s *Sessions) Idle() time.Duration { return s.idle }

// Notify keeps a sentence to show on the next page.
func (s *Sessions) Notify(ctx context.Context, sentence string) { s.m.Put(ctx, keyNotice, sentence) }

// Notice takes the sentence kept by Notify.
func (s *Sessions) Notice(ctx context.Context) string { return s.m.PopString(ctx, keyNotice) }

// visit is what was read at the start of a request.
type visit struct {
	postgres.Visit
	token string
}

type visitKey struct{}

// visitorOf is whoever the request's session belongs to; the zero visitor when
// there is none.
func visitorOf(ctx context.Context) postgres.Visitor {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok && v.Visitor != nil {
		return *v.Visitor
	}
	return postgres.Visitor{}
}

// spare is how much longer than it says a session lasts, so that its end is
// not written anew with every page.
const spare = time.Minute

// store keeps sessions in the sessions table, with the user beside the data so
// that all sessions of a user can be ended.
type store struct {
	db    *postgres.DB
	codec scs.Codec
}

func (s *store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	found, err := s.db.Visit(ctx, []byte(token), time.Now())
	if errors.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		*v = visit{found, token}
	}
	return found.Data, err == nil, err
}

func (s *store) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	deadline, values, err := s.codec.Decode(data)
	if err != nil {
		return err
	}
	if v, ok := ctx.Value(visitKey{}).(*visit); ok && v.token == token && !expires.After(v.ExpiresAt) {
		if _, before, err := s.codec.Decode(v.Data); err == nil && maps.Equal(before, values) {
			return nil
		}
	}
	if expires = expires.Add(spare); expires.After(deadline) {
		expires = deadline
	}
	organisation, _ := values[keyOrganisation].(string)
	user, _ := values[keyUser].(string)
	return s.db.SaveSession(ctx, []byte(token), data, organisation, user, expires)
}

func (s *store) DeleteCtx(ctx context.Context, token string) error {
	return s.db.EndSession(ctx, []byte(token))
}

// Find, Commit and Delete complete scs.Store; scs calls the ones with a context.
func (s *store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *store) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

func (s *store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
