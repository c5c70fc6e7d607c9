// Every page works without this file. Each part starts alone, so that one failing leaves the others and the form usable.
import {
  createAll, Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner,
  PasswordInput, Radios, ServiceNavigation, SkipLink,
} from './govuk-frontend.js';
import { startDrafts } from './drafts.mjs';
import { startExit } from './exit.mjs';
import { startIdle } from './idle.mjs';
import { startCopy } from './copy.mjs';
import { startPersonal } from './personal.mjs';
import { startSuggest } from './suggest.mjs';
import { startUpload } from './upload.mjs';

const components = [
  [Button, { preventDoubleClick: true }], [CharacterCount], [Checkboxes], [ErrorSummary], [FileUpload],
  [NotificationBanner], [PasswordInput], [Radios], [ServiceNavigation], [SkipLink],
];

function attempt(start) {
  try {
    start();
  } catch (error) {
    console.error(error);
  }
}

// Exit first: it must answer even when something below fails.
attempt(startExit);
attempt(startPersonal);
attempt(startDrafts);
attempt(startIdle);
attempt(startCopy);
attempt(startSuggest);
attempt(startUpload);
for (const [component, config] of components) {
  attempt(() => createAll(component, config));
}
