-- é
SELECT id FROM /* 😀 */ players
