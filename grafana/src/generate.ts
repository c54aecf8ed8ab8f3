import { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { collector } from './collector';
import { entity } from './entity';
import { overview } from './overview';

const folder = join(__dirname, '..', 'dashboards');

mkdirSync(folder, { recursive: true });
for (const dashboard of [overview(), entity(), collector()]) {
  const file = join(folder, `${dashboard.uid}.json`);
  writeFileSync(file, JSON.stringify(finished(dashboard), null, 2) + '\n');
  console.log(`${file}: ${dashboard.title}`);
}

/** Numbers the panels, and leaves out what the SDK gives every variable though only intervals have it. */
function finished(dashboard: Dashboard): object {
  return {
    ...dashboard,
    panels: dashboard.panels?.map((panel, i) => ({ ...panel, id: i + 1 })),
    templating: {
      list: dashboard.templating?.list?.map((variable) =>
        Object.fromEntries(Object.entries(variable).filter(([key]) => !key.startsWith('auto'))),
      ),
    },
  };
}
