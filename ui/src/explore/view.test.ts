import { expect, test } from 'vitest';

import { applicable, filterIn, filterText, metricChange, only, toggled, viewOf } from './view';
import { metricNamed } from './metrics';

test('a filter is the service’s own text, both ways', () => {
  for (const text of ['model=gpt-5', 'model!=gpt-5', 'user_id=', "user_id=''", 'line_item=a=b', 'model!=']) {
    expect(filterText(filterIn(text)!)).toBe(text);
  }
  expect(filterIn('model=')!.value).toBeNull();
  expect(filterIn("model=''")!.value).toBe('');
  expect(filterIn('!=x')).toBeNull();
  expect(filterIn('nothing')).toBeNull();
});

test('the view is the address, and what is wrong in it is as if it were not there', () => {
  const view = viewOf(new URLSearchParams('metric=nonsense&top=7&sub=model&group=model&filter=bad&filter=batch!%3Dtrue'), false);
  expect(view.metric.name).toBe('requests');
  expect(view.top).toBe(9);
  expect(view.sub).toBeNull();
  expect(view.filters).toEqual([{ dimension: 'batch', value: 'true', exclude: true }]);
});

test('costs are asked by key only where a key is asked for', () => {
  expect(viewOf(new URLSearchParams('metric=cost'), true).surface).toBe('costs');
  expect(viewOf(new URLSearchParams('metric=cost&group=api_key_id'), true).surface).toBe('costs_by_key');
});

test('another kind of metric keeps what both know', () => {
  const byProject = viewOf(new URLSearchParams('metric=input&group=project_id&sub=model'), true);
  expect(metricChange(byProject, metricNamed('cost')!)).toMatchObject({ group: 'project_id', sub: null });
  const byModel = viewOf(new URLSearchParams('metric=input&group=model'), true);
  expect(metricChange(byModel, metricNamed('cost')!).group).toBeNull();
});

test('keep, leave out, alone', () => {
  const keep = { dimension: 'model', value: 'a', exclude: false };
  const leave = { ...keep, exclude: true };
  const other = { dimension: 'batch', value: null, exclude: false };
  expect(toggled([keep, other], keep)).toEqual([other]);
  expect(toggled([keep, other], leave)).toEqual([other, leave]);
  expect(only([leave, other, { ...keep, value: 'b' }], keep)).toEqual([other, keep]);
  expect(applicable([keep, other], ['batch'])).toEqual({ applied: [other], left: [keep] });
});
