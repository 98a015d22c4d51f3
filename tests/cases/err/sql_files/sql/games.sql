-- Every game.
SELECT id FROM games
