// Every page works without this file. Each part starts alone, so that one failing leaves the others and the form usable.
import {
  createAll, Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner,
  PasswordInput, Radios, ServiceNavigation, SkipLink,
} from './govuk-frontend-fe93d458fdd3.js';
import { startDrafts } from './drafts-8f6769b1c5cf.js';
import { startExit } from './exit-268169fd5960.js';
import { startIdle } from './idle-4f1aa9295dee.js';
import { startCopy } from './copy-817d7eea253e.js';
import { startPersonal } from './personal-5ad528d47912.js';
import { startSuggest } from './suggest-fd773979b516.js';
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
attempt(startSuggest);
attempt(startUpload);
for (const [component, config] of components) {
  attempt(() => createAll(component, config));
}
