package referral_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/referral"
)

func TestReviewer(t *testing.T) {
	t.Parallel()
	authors := []string{"amina", "bryn"}
	if err := referral.Reviewer(authors, "carys"); err != nil {
		t.Errorf("a colleague was refused: %v", err)
	}
	for _, author := range authors {
		var conflict *fault.Conflict
		if err := referral.Reviewer(authors, author); !errors.As(err, &conflict) || conflict.Message == "" {
			t.Errorf("%s reviews their own words: %v", author, err)
		}
	}
}

func TestReviewCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		review referral.Review
		want   fault.Problems
	}{
		"approved without a word":   {referral.Review{Outcome: referral.Approved}, nil},
		"returned with a comment":   {referral.Review{Outcome: referral.Returned, Comment: "No dates."}, nil},
		"returned without a word":   {referral.Review{Outcome: referral.Returned, Comment: " \n"}, fault.Problems{{Field: "comment", Code: "required"}}},
		"no outcome":                {referral.Review{}, fault.Problems{{Field: "outcome", Code: "select_one"}}},
		"comment that is not UTF-8": {referral.Review{Outcome: referral.Approved, Comment: "\xff"}, fault.Problems{{Field: "comment", Code: "unreadable_text", Args: []string{"1"}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.review.Check()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
