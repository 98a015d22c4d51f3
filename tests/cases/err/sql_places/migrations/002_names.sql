-- 漢字 é
ALTER TABLE games RENAME COLUMN home TO home_team;
DROP TABLE players;
