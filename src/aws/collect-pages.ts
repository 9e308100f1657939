/** Returns the items on all pages of a listing. */
export async function collectPages<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsIn: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(itemsIn(page) ?? []));
  return found;
}
