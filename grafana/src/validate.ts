import Ajv, { ErrorObject } from 'ajv';
import { readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { createGenerator, Definition } from 'ts-json-schema-generator';

/**
 * Checks the generated dashboards against the schema that Grafana publishes of its own ones, and what
 * that schema does not see.
 */
const folder = join(__dirname, '..', 'dashboards');
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema());

let problems = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const dashboard = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  validate(dashboard);
  const found = [...(validate.errors ?? []).map(text), ...careless(dashboard)];
  found.forEach((problem) => console.error(`${name}: ${problem}`));
  console.log(`${name}: ${found.length} problems, ${dashboard.panels.length} panels`);
  problems += found.length;
}
process.exitCode = problems === 0 ? 0 : 1;

function schema(): object {
  const types = join(
    dirname(require.resolve('@grafana/schema/package.json')),
    'dist/types/raw/dashboard/x/types.gen.d.ts',
  );
  const generated = createGenerator({
    path: types,
    type: 'Dashboard',
    skipTypeCheck: true,
  }).createSchema('Dashboard');
  // Grafana's schema of an annotation describes only those of its own data source ("should just be a
  // normal query target", it says). These are the keys that its documentation of Prometheus names.
  const annotation = generated.definitions?.AnnotationQuery as Definition;
  annotation.properties = {
    ...annotation.properties,
    titleFormat: { type: 'string' },
    useValueForTime: { type: 'boolean' },
    target: {
      type: 'object',
      properties: {
        expr: { type: 'string' },
        refId: { type: 'string' },
        range: { type: 'boolean' },
        instant: { type: 'boolean' },
        datasource: { type: 'object' },
      },
      required: ['expr', 'refId'],
      additionalProperties: false,
    },
  };
  return generated;
}

function text(error: ErrorObject): string {
  return `${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`;
}

interface Panel {
  id?: number;
  type: string;
  title?: string;
  description?: string;
  gridPos?: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults?: { unit?: string; thresholds?: object } };
  targets?: { refId?: string }[];
}

/** A panel says what it shows, in which unit, beside the others and not over them. */
function careless(dashboard: { panels: Panel[] }): string[] {
  const found: string[] = [];
  const ids = dashboard.panels.map((panel) => panel.id);
  if (new Set(ids).size !== ids.length || ids.includes(undefined)) {
    found.push(`panels: expected an id of its own each, found ${ids}`);
  }
  dashboard.panels.forEach((panel, i) => {
    const expect = (holds: unknown, rule: string) => {
      if (!holds) {
        found.push(`panels[${i}] "${panel.title}": expected ${rule}`);
      }
    };
    const place = panel.gridPos;
    expect(place && place.x + place.w <= 24, 'a place within 24 columns');
    expect(
      place &&
        dashboard.panels.slice(0, i).every((other) => other.gridPos && apart(place, other.gridPos)),
      'a place of its own',
    );
    if (panel.type !== 'row') {
      const defaults = panel.fieldConfig?.defaults;
      expect(panel.title && panel.description, 'a title and a description');
      expect(panel.type === 'state-timeline' || defaults?.unit, 'a unit');
      expect(defaults?.thresholds, 'thresholds');
      const refIds = panel.targets?.map((target) => target.refId) ?? [];
      expect(refIds.length === 1 || new Set(refIds).size === refIds.length, 'a refId for each query');
    }
  });
  return found;
}

type Place = NonNullable<Panel['gridPos']>;

function apart(one: Place, other: Place): boolean {
  return (
    one.x + one.w <= other.x ||
    other.x + other.w <= one.x ||
    one.y + one.h <= other.y ||
    other.y + other.h <= one.y
  );
}
