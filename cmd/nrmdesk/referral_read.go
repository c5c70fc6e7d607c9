package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/nrm/referral"
)

// longestQuestion is far above a form with every box full.
const longestQuestion = 64 << 20

// referralQuestion is the input of "referral check" with its steps applied.
type referralQuestion struct {
	answers map[string]json.RawMessage
	attempt referral.Sending
}

// readReferralQuestion reads the one object. Its errors say what about the
// shape is wrong and where.
func readReferralQuestion(in io.Reader) (q referralQuestion, err error) {
	raw, err := io.ReadAll(io.LimitReader(skipBOM(in), longestQuestion+1))
	switch {
	case err != nil:
		return q, err
	case len(raw) > longestQuestion:
		return q, fmt.Errorf("is longer than %d MB", longestQuestion>>20)
	case len(bytes.TrimSpace(raw)) == 0:
		return q, errors.New(`is empty: it needs an object like {"answers": {"age_status": "adult"}}`)
	case !utf8.Valid(raw):
		return q, fmt.Errorf("byte %d is not UTF-8, and JSON is", badByte(raw))
	}
	var whole json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(raw))
	if err := dec.Decode(&whole); err != nil {
		return q, notJSON(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return q, fmt.Errorf("text follows the object, at byte %d", dec.InputOffset()+1)
	}
	parts, err := object(whole, "the input", "answers", "attempt", "steps")
	if err != nil {
		return q, err
	}
	if parts["answers"] == nil {
		return q, errors.New(`the input lacks the member "answers"`)
	}
	if q.answers, err = object(parts["answers"], `"answers"`); err != nil {
		return q, err
	}
	if isThere(parts["attempt"]) {
		if q.attempt, err = readAttempt(parts["attempt"]); err != nil {
			return q, err
		}
	}
	if isThere(parts["steps"]) {
		return q, q.apply(parts["steps"])
	}
	return q, nil
}

// isThere says whether an optional member is there; null is as good as absent.
func isThere(raw json.RawMessage) bool { return raw != nil && string(raw) != "null" }

func readAttempt(raw json.RawMessage) (referral.Sending, error) {
	tried, err := text(raw, `"attempt"`)
	if a := referral.Sending(tried); err == nil && (a == referral.Referral || a == referral.Notification) {
		return a, nil
	}
	return "", fmt.Errorf(`"attempt" must be %q or %q`, referral.Referral, referral.Notification)
}

// apply takes the steps in their order.
func (q referralQuestion) apply(raw json.RawMessage) error {
	var steps []json.RawMessage
	if raw[0] != '[' || json.Unmarshal(raw, &steps) != nil {
		return errors.New(`"steps" must be a list`)
	}
	for i, raw := range steps {
		name := fmt.Sprintf("step %d", i+1)
		step, err := object(raw, name, "do", "field", "to", "value")
		if err != nil {
			return err
		}
		do, err := text(step["do"], name+`: "do"`)
		if err != nil {
			return err
		}
		with := map[string]string{"change": "to", "answer": "value"}[do]
		if with == "" {
			return fmt.Errorf(`%s: "do" must be "change" or "answer"`, name)
		}
		if len(step) != 3 || step[with] == nil {
			return fmt.Errorf(`%s: %q needs "do", "field" and %q, and nothing else`, name, do, with)
		}
		field, err := text(step["field"], name+`: "field"`)
		if err != nil {
			return err
		}
		q.answers[field] = step[with]
	}
	return nil
}

// read turns what was given into answers of the form, and objects to what
// cannot be an answer to its question.
func (q referralQuestion) read(form *referral.Form) (referral.Answers, []referral.Objection) {
	answers := referral.Answers{}
	var wrong []referral.Objection
	for _, name := range slices.Sorted(maps.Keys(q.answers)) {
		field := form.Field(name)
		if field == nil {
			wrong = append(wrong, referral.Object(referral.Refuse, name, "unknown_field", form.Version))
			continue
		}
		values, code, args := readValue(field, q.answers[name])
		if code != "" {
			wrong = append(wrong, referral.Object(referral.Refuse, name, code, args...))
			continue
		}
		answers[name] = values
	}
	return answers, wrong
}

// readValue reads one answer in the shape its field takes.
func readValue(field *referral.Field, raw json.RawMessage) (values []string, code string, args []string) {
	if string(raw) == "null" {
		return nil, "", nil
	}
	parts := []json.RawMessage{raw}
	if raw[0] == '[' && many(field) {
		parts = nil
		if err := json.Unmarshal(raw, &parts); err != nil {
			return nil, "wrong_type", []string{shape(field)}
		}
	}
	for _, part := range parts {
		switch {
		case part[0] == '"':
			if at := halfLetter(part); at > 0 {
				return nil, "unreadable_text", []string{strconv.Itoa(at)}
			}
			var s string
			if err := json.Unmarshal(part, &s); err != nil {
				return nil, "wrong_type", []string{shape(field)}
			}
			if field.Type == referral.Confirm && s == "true" {
				s = referral.Ticked
			}
			values = append(values, s)
		case field.Type == referral.Integer && strings.ContainsAny(string(part[:1]), "-0123456789"):
			values = append(values, string(part))
		case field.Type == referral.Confirm && string(part) == "true":
			values = append(values, referral.Ticked)
		case field.Type == referral.Confirm && string(part) == "false":
		default:
			return nil, "wrong_type", []string{shape(field)}
		}
	}
	return values, "", nil
}

func many(f *referral.Field) bool {
	return f.Type == referral.MultiChoice || f.Type == referral.ListMulti || f.Type == referral.FileList
}

// shape says how an answer to the field is written.
func shape(f *referral.Field) string {
	switch {
	case many(f):
		return "a list of texts"
	case f.Type == referral.Integer:
		return "a whole number"
	case f.Type == referral.Confirm:
		return "true or false"
	case f.Type == referral.DateType:
		return "a text like 1990-02-28"
	default:
		return "a text"
	}
}

// shapeOf writes values that leave in the shape they came in.
func shapeOf(f *referral.Field, given json.RawMessage, values []string) any {
	switch {
	case many(f):
		return values
	case given[0] != '"':
		return given
	default:
		return values[0]
	}
}

// object reads the members of a JSON object. None may stand there twice, and
// when names are given, no other may stand there.
func object(raw json.RawMessage, what string, names ...string) (map[string]json.RawMessage, error) {
	if raw[0] != '{' {
		return nil, fmt.Errorf("%s must be an object", what)
	}
	members := map[string]json.RawMessage{}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return nil, notJSON(err)
	}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, notJSON(err)
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, notJSON(err)
		}
		switch {
		case members[name] != nil:
			return nil, fmt.Errorf("%s holds %q twice", what, name)
		case len(names) > 0 && !slices.Contains(names, name):
			return nil, fmt.Errorf("%s holds the unknown member %q; it may hold %s", what, name, strings.Join(names, ", "))
		}
		members[name] = value
	}
	return members, nil
}

func text(raw json.RawMessage, what string) (string, error) {
	var s string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return "", fmt.Errorf("%s must be a text", what)
	}
	return s, nil
}

func notJSON(err error) error {
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return fmt.Errorf("is not JSON: %w, at byte %d", err, syntax.Offset)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("is not JSON: it ends too early")
	}
	return fmt.Errorf("is not JSON: %w", err)
}

// badByte is the place, from 1, of the first byte that is not UTF-8.
func badByte(raw []byte) int {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			return i + 1
		}
		i += n
	}
	return 0
}

// halfLetter is the place, from 1, of the first \u escape in a JSON text that
// is half of a letter and stands alone; the decoder would put another letter
// there without a word. 0 means there is none.
func halfLetter(quoted []byte) int {
	place := 0
	for i := 1; i < len(quoted)-1; place++ {
		if quoted[i] != '\\' {
			_, n := utf8.DecodeRune(quoted[i:])
			i += n
			continue
		}
		unit, ok := escaped(quoted[i:])
		if !ok {
			i += 2
			continue
		}
		i += 6
		if unit < 0xD800 || unit > 0xDFFF {
			continue
		}
		low, ok := escaped(quoted[i:])
		if unit > 0xDBFF || !ok || low < 0xDC00 || low > 0xDFFF {
			return place + 1
		}
		i += 6
	}
	return 0
}

// escaped reads the \uXXXX a text begins with.
func escaped(s []byte) (unit uint64, ok bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	return unit, err == nil
}
