// What can be measured, and which of the service's columns says it.

export interface MetricSpec {
  name: string; // In the address.
  text: string;
  unit: string; // Of one: "requests", "tokens".
  surface: string;
  column: string;
  isMoney?: boolean;
  isMore?: boolean; // Behind "more".
}

const TOKENS = { surface: 'completions', unit: 'tokens' };

export const METRICS: MetricSpec[] = [
  { name: 'cost', text: 'Cost', unit: '', surface: 'costs', column: 'amount_value', isMoney: true },
  { name: 'requests', text: 'Requests', unit: 'requests', surface: 'completions', column: 'num_model_requests' },
  { name: 'input', text: 'Input', column: 'input_tokens', ...TOKENS },
  { name: 'cached', text: 'Cached', column: 'input_cached_tokens', ...TOKENS },
  { name: 'output', text: 'Output', column: 'output_tokens', ...TOKENS },
  { name: 'uncached', text: 'Uncached input', column: 'input_uncached_tokens', isMore: true, ...TOKENS },
  { name: 'cache-write', text: 'Cache writes', column: 'input_cache_write_tokens', isMore: true, ...TOKENS },
  { name: 'audio-input', text: 'Audio input', column: 'input_audio_tokens', isMore: true, ...TOKENS },
  { name: 'audio-output', text: 'Audio output', column: 'output_audio_tokens', isMore: true, ...TOKENS },
  { name: 'image-input', text: 'Image input', column: 'input_image_tokens', isMore: true, ...TOKENS },
  { name: 'embedded', text: 'Embedded tokens', unit: 'tokens', surface: 'embeddings', column: 'input_tokens', isMore: true },
  { name: 'images', text: 'Images', unit: 'images', surface: 'images', column: 'images', isMore: true },
];

export function metricNamed(name: string | null): MetricSpec | undefined {
  return METRICS.find((one) => one.name === name);
}

const DIMENSIONS: Record<string, string> = {
  model: 'model', project_id: 'project', api_key_id: 'API key', user_id: 'user', service_tier: 'tier',
  batch: 'batch', api_source: 'source of the call', line_item: 'line item', size: 'size', source: 'kind',
};
// What is no grouping of its own: amounts are never summed across them.
const NO_GROUPS = ['amount_currency', 'quantity_unit'];
const USUAL: Record<string, string[]> = {
  costs: ['line_item', 'project_id'],
  costs_by_key: ['line_item', 'project_id', 'api_key_id'],
  completions: ['model', 'project_id', 'api_key_id', 'user_id', 'service_tier', 'batch', 'api_source'],
};

export function dimensionText(name: string): string {
  return DIMENSIONS[name] ?? name.replace(/_/g, ' ');
}

// By what the days on screen can be told apart: what they were read with, and what is usual where
// nothing was read.
export function dimensionsOf(surface: string, grains: (string[] | null)[]): string[] {
  const held = new Set(grains.flatMap((grain) => grain ?? []));
  const usual = USUAL[surface] ?? ['model', 'project_id'];
  const order = [...Object.keys(DIMENSIONS), ...held];
  const names = held.size > 0 ? held : new Set(usual);
  return [...new Set(order)].filter((name) => names.has(name) && !NO_GROUPS.includes(name));
}

export function usualGroup(surface: string): string {
  return surface.startsWith('costs') ? 'line_item' : 'model';
}
