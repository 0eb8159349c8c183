// Questions to a service by the types that were generated from its own interface document. What is
// wrong here does not compile; what the service answers otherwise than it says is seen by the test.
import createClient from 'openapi-fetch';

import type { components, paths } from './schema.ts';

const client = createClient<paths>({
  baseUrl: process.env.SERVICE_URL!,
  headers: { Authorization: `Bearer ${process.env.SERVICE_TOKEN!}` },
});

type Problem = components['schemas']['Problem'];

function told<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.status} ${answer.error?.detail}`);
  return answer.data;
}

// Every page of a report, by its cursor.
async function pages(limit: number): Promise<unknown[]> {
  const rows: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = told(
      await client.GET('/api/v1/usage', {
        params: { query: { group_by: ['model', 'day'], filter: ['batch=false'], limit, cursor } },
      }),
    );
    rows.push(...(page.rows as unknown[]));
    cursor = (page.next as string | null) ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

const usage = told(
  await client.GET('/api/v1/usage', {
    params: { query: { group_by: ['model', 'day'], filter: ['batch=false'] } },
  }),
);
const windows = told(await client.GET('/api/v1/windows', { params: { query: { from: '2026-04-06' } } }));
const run = told(await client.GET('/api/v1/runs/{ID}', { params: { path: { ID: 1 } } }));
const set = told(
  await client.POST('/api/v1/flags/{NAME}', {
    params: { path: { NAME: 'daily_windows' } },
    body: { value: 'off', reason: 'a test' },
  }),
);
const nowhere = await client.GET('/api/v1/runs/{ID}', { params: { path: { ID: 999_999 } } });
const refused = await client.POST('/api/keys', { body: { provider: 'openai', apiKey: 'sk-proj-x' } });
// @ts-expect-error: there is no such parameter.
const unknown = await client.GET('/api/v1/usage', { params: { query: { form: '2026-04-06' } } });
// @ts-expect-error: a key is stored with its secret, or not at all.
const without = await client.POST('/api/v1/keys', { body: { label: 'x' } });
// @ts-expect-error: there is no such route.
const gone = await client.GET('/api/v2/usage', {});

const refusals = [nowhere, refused, unknown, without, gone].map((answer) => {
  const problem = answer.error as Problem;
  return { status: answer.response.status, stated: problem.status, code: problem.code };
});
process.stdout.write(JSON.stringify({ usage, pages: await pages(3), windows, run, set, refusals }));
