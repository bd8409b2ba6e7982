/** Starts the app: with the texts of the visitor's language, and the session if the browser has one. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { resumeSession } from './api/client.ts';
import { forgetEarlierVisitors } from './api/visitor-data.ts';
import { App } from './app/app.tsx';
import { installWorker } from './app/install-worker.ts';
import { loadSpeech, preferredLanguage } from './i18n/languages.ts';
import './styles/base.css';

const speech = await loadSpeech(preferredLanguage());
forgetEarlierVisitors();
resumeSession().catch(() => undefined);
const root = document.getElementById('root');
if (!root) throw new Error('the page has no element for the app');
createRoot(root).render(
  <StrictMode>
    <App speech={speech} />
  </StrictMode>,
);
installWorker();
