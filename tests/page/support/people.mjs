// Who comes in: the first owner by the link of the log, others by theirs.
import { readFileSync } from 'node:fs';

export const OWNER = 'ann@example.com';
export const READER = 'vera@example.com';
const PASSWORD = 'a sentence of mine';

export function setupCode(service) {
  return /"token":"([0-9a-f]+)"/.exec(readFileSync(service.log, 'utf8'))[1];
}

// `name`: nothing for the first owner, who chooses one.
export async function takeUp(page, service, code, name) {
  await page.goto(`${service.url}/setup#code=${code}${name === undefined ? '' : `&name=${name}`}`);
  if (name === undefined) await page.getByLabel('Name').fill(OWNER);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('The same again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('link', { name: 'Run it' }).waitFor();
}

export async function logIn(page, service, name) {
  await page.goto(`${service.url}/login`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('link', { name: 'Run it' }).waitFor();
}

// What the interface says to this very session.
export function asked(page, path) {
  return page.evaluate(async (at) => (await fetch(at)).json(), path);
}
