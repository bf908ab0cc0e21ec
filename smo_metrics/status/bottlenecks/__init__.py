"""Where does work wait, why, and what would fix it?"""
