package sample

import "nrmdesk/internal/nrm/staff"

// System is on whose behalf scheduled jobs act.
var System = staff.Actor{Name: "NRM Desk", Roles: []staff.Role{staff.System}}
