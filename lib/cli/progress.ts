/** How far a seeding or an import is, for the terminal to show. */
export interface SeedProgress {
  /** Places that are in by now, and those there will be. */
  places: number;
  placesTotal: number;
  /** What is coming in. */
  title: string;
}
