-- Ж 😀
	SELECT '漢' AS a,	home
FROM games
