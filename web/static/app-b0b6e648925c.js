// Every page works without this file. Each part starts alone, so that one failing leaves the others and the form usable.
import {
  createAll, Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner,
  PasswordInput, Radios, ServiceNavigation, SkipLink,
} from './govuk-frontend-fe93d458fdd3.js';
import { startDrafts } from './drafts-90df1a5ff176.js';
import { startExit } from './exit-5e1dac5cfe6a.js';
import { startIdle } from './idle-a61ce4a8e84e.js';
import { startCopy } from './copy-7b69e8a3c493.js';
import { startPersonal } from './personal-5ad528d47912.js';
import { startUpload } from './upload-d0f57132d290.js';

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
attempt(startUpload);
for (const [component, config] of components) {
  attempt(() => createAll(component, config));
}
