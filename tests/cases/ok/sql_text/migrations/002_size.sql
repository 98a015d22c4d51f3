-- Not only ASCII: größe, 大きさ.
ALTER TABLE "odd notes" ADD COLUMN size REAL;
