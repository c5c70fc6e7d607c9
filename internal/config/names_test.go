package config

import (
	"maps"
	"reflect"
	"slices"
)

// fieldNames are the keys of a struct of settings, sorted, sections dotted.
func fieldNames(of any) []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(of)) {
		key := f.Tag.Get("koanf")
		if f.Type.Kind() != reflect.Struct {
			names = append(names, key)
			continue
		}
		for _, inner := range fieldNames(reflect.Zero(f.Type).Interface()) {
			names = append(names, key+"."+inner)
		}
	}
	slices.Sort(names)
	return names
}

func namesOf(settings map[string]any) []string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		section, ok := settings[key].(map[string]any)
		if !ok {
			names = append(names, key)
			continue
		}
		for _, inner := range namesOf(section) {
			names = append(names, key+"."+inner)
		}
	}
	slices.Sort(names)
	return names
}
