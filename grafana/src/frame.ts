import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { DATASOURCE } from './variables';

export const UID = {
  overview: 'kopula-overview',
  entity: 'kopula-entity',
  collector: 'kopula-collector',
};

const TAG = 'kopula';

/** What all three have: fixed uid, links to each other that keep time and variables. */
export function frame(uid: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .editable()
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('Kopula')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .tooltip('The other dashboards of Kopula, for the same time.')
        .includeVars(true)
        .keepTime(true),
    );
}

/**
 * From an entity's name, which is its selector, to its dashboard.
 *
 * @param name Grafana's expression for the name of what was clicked
 */
export function toEntity(name: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Why: this entity in detail').url(entityUrl(name)).targetBlank(false);
}

export function entityUrl(name: string): string {
  return (
    `/d/${UID.entity}?\${datasource:queryparam}&var-entity=\${${name}:percentencode}` +
    '&${__url_time_range}'
  );
}

/** A region for each stretch of time in which the expression has a value. */
export function regions(name: string, title: string, expr: string): AnnotationQueryBuilder {
  return annotation(name, title, expr).iconColor('red');
}

/** A line at each time, in milliseconds, that the expression has as a value. */
export function moments(name: string, title: string, expr: string): AnnotationQueryBuilder {
  return annotation(name, title, expr).iconColor('blue').useValueForTime(true);
}

function annotation(name: string, title: string, expr: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .titleFormat(title)
    .target(new prometheus.DataqueryBuilder().refId('Anno').expr(expr).range());
}
