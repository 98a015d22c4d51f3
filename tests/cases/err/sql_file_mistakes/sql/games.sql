-- Ärgerlich.
SELECT idd FROM games
