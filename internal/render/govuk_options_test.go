package render

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// fill reads Nunjucks options, as decoded from JSON, into a component struct whose
// fields have the same names. A key without a field is an error.
func fill(dst reflect.Value, src any) error {
	if src == nil {
		return nil
	}
	if dst.Type() == reflect.TypeFor[Attributes]() {
		return fillAttributes(dst, src)
	}
	switch dst.Kind() {
	case reflect.String:
		return fillString(dst, src)
	case reflect.Bool:
		b, ok := src.(bool)
		dst.SetBool(b)
		return expect(ok, src, dst)
	case reflect.Int:
		n, ok := src.(float64)
		dst.SetInt(int64(n))
		return expect(ok, src, dst)
	case reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		return fill(dst.Elem(), src)
	case reflect.Slice:
		return fillSlice(dst, src)
	case reflect.Map:
		return fillMap(dst, src)
	case reflect.Struct:
		return fillStruct(dst, src)
	}
	return expect(false, src, dst)
}

func expect(ok bool, src any, dst reflect.Value) error {
	if !ok {
		return fmt.Errorf("option %v does not fit %s", src, dst.Type())
	}
	return nil
}

func fillString(dst reflect.Value, src any) error {
	isSwitch := dst.Type() == reflect.TypeFor[Switch]()
	switch s := src.(type) {
	case string:
		dst.SetString(s)
	case float64:
		dst.SetString(strconv.FormatFloat(s, 'f', -1, 64))
	case bool:
		if s || isSwitch {
			dst.SetString(strconv.FormatBool(s))
		}
	default:
		return expect(false, src, dst)
	}
	return nil
}

// fillSlice leaves out empty items, as the macros do.
func fillSlice(dst reflect.Value, src any) error {
	list, ok := src.([]any)
	if err := expect(ok, src, dst); err != nil {
		return err
	}
	for _, item := range list {
		if m, ok := item.(map[string]any); item == nil || item == false || item == "" || ok && len(m) == 0 {
			continue
		}
		v := reflect.New(dst.Type().Elem()).Elem()
		if err := fill(v, item); err != nil {
			return err
		}
		dst.Set(reflect.Append(dst, v))
	}
	return nil
}

func fillMap(dst reflect.Value, src any) error {
	dst.Set(reflect.MakeMap(dst.Type()))
	for key, value := range src.(map[string]any) {
		v := reflect.New(dst.Type().Elem()).Elem()
		if err := fill(v, value); err != nil {
			return err
		}
		dst.SetMapIndex(reflect.ValueOf(key), v)
	}
	return nil
}

func fillStruct(dst reflect.Value, src any) error {
	m, ok := src.(map[string]any)
	if err := expect(ok, src, dst); err != nil {
		return err
	}
	for key, value := range m {
		v := dst.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, key) })
		if !v.IsValid() {
			return fmt.Errorf("%s has no field for option %q", dst.Type(), key)
		}
		if err := fill(v, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func fillAttributes(dst reflect.Value, src any) error {
	as := Attributes{}
	for name, value := range src.(map[string]any) {
		as = append(as, Attr{name, fmt.Sprint(value)})
	}
	dst.Set(reflect.ValueOf(as))
	return nil
}

// adapters change options where our fields are shaped for Go pages and not for Nunjucks.
var adapters = map[string]func(options map[string]any){
	"checkboxes":         func(o map[string]any) { numberItems(o, "") },
	"radios":             func(o map[string]any) { numberItems(o, "") },
	"task-list":          func(o map[string]any) { numberItems(o, "task-list") },
	"date-input":         adaptDateInput,
	"error-message":      adaptErrorMessage,
	"file-upload":        func(o map[string]any) { delete(o, "value") }, // browsers ignore it and so does the macro
	"select":             adaptSelect,
	"service-navigation": adaptServiceNavigation,
	"summary-list":       adaptSummaryList,
}

func adaptErrorMessage(o map[string]any) {
	if o["visuallyHiddenText"] == "" {
		o["noPrefix"] = true
	}
}

// numberItems gives items their ids where a list has holes: the macros count holes,
// our pages do not append what is not there.
func numberItems(o map[string]any, prefix string) {
	items, _ := o["items"].([]any)
	holes := slices.ContainsFunc(items, func(item any) bool { _, ok := item.(map[string]any); return !ok })
	for _, key := range []string{"name", "idPrefix"} {
		if p, ok := o[key].(string); ok {
			prefix = p
		}
	}
	for i, item := range items {
		if m, ok := item.(map[string]any); ok && holes && m["id"] == nil && i > 0 {
			m["id"] = prefix + "-" + strconv.Itoa(i+1)
		}
	}
}

// adaptSelect: an option without a value is one that says so.
func adaptSelect(o map[string]any) {
	items, _ := o["items"].([]any)
	for _, item := range items {
		if option, ok := item.(map[string]any); ok {
			value, given := option["value"]
			option["noValue"] = !given
			if given {
				option["value"] = fmt.Sprint(value)
			}
		}
	}
}

// adaptDateInput puts values into their boxes and lists the boxes when one is switched off.
func adaptDateInput(o map[string]any) {
	values, _ := o["values"].(map[string]any)
	delete(o, "values")
	boxes, off := []any{}, false
	for _, name := range []string{"day", "month", "year"} {
		if o[name] == false {
			off = true
			delete(o, name)
			continue
		}
		box, _ := o[name].(map[string]any)
		if box == nil {
			box = map[string]any{"name": name}
		}
		sent := name
		if n, ok := box["name"].(string); ok {
			sent = n
		}
		if prefix, ok := o["namePrefix"].(string); ok {
			sent = prefix + "-" + sent
		}
		if _, given := box["value"]; !given && values[sent] != nil {
			box["value"] = values[sent]
		}
		o[name] = box
		boxes = append(boxes, box)
	}
	if off {
		o["items"] = boxes
	}
}

func adaptServiceNavigation(o map[string]any) {
	slots, _ := o["slots"].(map[string]any)
	if end, ok := slots["end"].(map[string]any); ok {
		slots["end"] = end["html"]
		slots["endInline"] = end["align"] == "inline"
	}
}

// adaptSummaryList: actions are a list of links, with the classes beside it.
func adaptSummaryList(o map[string]any) {
	rows, _ := o["rows"].([]any)
	for _, owner := range append([]any{o["card"]}, rows...) {
		m, _ := owner.(map[string]any)
		if actions, ok := m["actions"].(map[string]any); ok {
			m["actions"], m["actionsClasses"] = actions["items"], actions["classes"]
		}
	}
}
