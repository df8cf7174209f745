-- Some were proven by the order of one page, which a list in the order of creation has too. They are asked for once more.
UPDATE watermarks SET is_sort_proven = false;
