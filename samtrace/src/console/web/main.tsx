import { render } from 'preact';
import { App } from './app.tsx';
import { listen } from './lib/live.ts';

const app = document.getElementById('app');
if (app) render(<App />, app);
listen();
