package referral

import (
	"fmt"
	"slices"
)

// bind ties the conditions to the fields and refuses a form that could ask in
// circles.
func (f *Form) bind(wrong *FormError) {
	for i := range f.routes {
		wrong.add("route "+string(f.routes[i].Route), f.routes[i].When.bind(f))
	}
	for _, field := range f.Fields {
		wrong.add(field.Name+", asked when", field.AskedWhen.bind(f))
		wrong.add(field.Name+", required when", field.RequiredWhen.bind(f))
		if by := field.Official.FieldBy; by != "" && f.byName[by] == nil {
			wrong.say("%s: its official name depends on the unknown field %q.", field.Name, by)
		}
	}
	if wrong.Any() {
		return
	}
	for i := range f.routes {
		f.routes[i].When.fields(func(index int) { f.Fields[index].routed = true })
	}
	for _, field := range f.Fields {
		if f.circles(field.index, nil) {
			wrong.say("%s is asked only when it is answered.", field.Name)
			continue
		}
		wrong.add("screens", f.checkOrder(field))
	}
}

// checkOrder makes sure that what opens a question stands on an earlier page
// of its task, so that pages work without JavaScript and without surprises
// (ux.md §6, conditional reveal).
func (f *Form) checkOrder(field *Field) (err error) {
	field.AskedWhen.fields(func(index int) {
		opener := f.Fields[index]
		if field.Page == nil || opener.Page == nil || field.Page.Task != opener.Page.Task {
			return
		}
		pages := field.Page.Task.Pages
		if slices.Index(pages, opener.Page) >= slices.Index(pages, field.Page) {
			err = fmt.Errorf("%s must stand on a later page than %s, which opens it", field.Name, opener.Name)
		}
	})
	return err
}

func (f *Form) circles(index int, path []int) bool {
	if slices.Contains(path, index) {
		return true
	}
	round := false
	f.Fields[index].AskedWhen.fields(func(next int) {
		round = round || f.circles(next, append(path, index))
	})
	return round
}
